#pragma once
/// A small model with a parameter of every type, for tests of the program itself. Entities have a level that drifts;
/// an event happens to an entity when its draw is below the services' reach.

#include "sim/experiment/model.hpp"

namespace streetlight {

class ToyModel {
 public:
  enum class Mode { covert, notice, open };

  struct Service {
    double reach = 0.1;
    bool linked = false;
    friend bool operator==(const Service&, const Service&) = default;
  };

  struct Parameters {
    std::int64_t size = 1000;
    std::vector<double> shares{0.5, 0.5};
    std::vector<std::string> labels{"left", "right"};
    double rate = 0.01;
    double drift = 0;
    bool enabled = false;
    Mode mode = Mode::open;
    double capacity = 2;
    std::optional<double> cap{};
    std::map<std::string, double> weights{{"left", 1.0}, {"right", 1.0}};
    std::string note = "";
    std::int64_t fail_in = 1000000;
    std::map<std::string, Service> services{{"school", {}}, {"police", {0.01, true}}};

    void declare(ParameterTable& table);
    void check(Complaints& complaints) const;
    Parameters in_effect(Month month) const;
    friend bool operator==(const Parameters&, const Parameters&) = default;
  };

  ToyModel(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters& parameters);
  static std::vector<std::string> authorities(const Parameters&) { return {"toyland"}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters& parameters, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters& parameters) { return parameters.size; }
  static double bytes_per_entity(const Parameters&) { return 16; }

  void apply(const Parameters& parameters) { parameters_ = parameters; }
  void step(Month month);
  void observe(std::span<double> row) const;
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  Parameters parameters_;
  ModelContext context_;
  std::vector<double> level_;
  std::vector<std::int64_t> events_;  ///< by service, this month
};

}  // namespace streetlight
