#include "sim/io/panel_links.hpp"

#include <H5PLpublic.h>

#include <string>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

/// deflate, shuffle, fletcher32, szip, nbit, scaleoffset: those that HDF5 has itself.
constexpr H5Z_filter_t last_own_filter = H5Z_FILTER_SCALEOFFSET;

/// What is wrong with how a variable is stored; empty for nothing.
std::string outside(const H5::DataSet& variable, const std::string& name) {
  const H5::DSetCreatPropList stored = variable.getCreatePlist();
  if (stored.getLayout() == H5D_VIRTUAL)
    return "the values of " + name + " are put together from other files, which are not opened";
  if (stored.getExternalCount() > 0) return "the values of " + name + " are in another file, which is not opened";
  for (int i = 0; i < stored.getNfilters(); ++i) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter = stored.getFilter(i, flags, values, nullptr, 0, nullptr, config);
    if (filter > last_own_filter)
      return "the values of " + name + " are packed with the filter " + std::to_string(filter) +
             ", which is not loaded (h5repack -f GZIP=4 packs them in a common way)";
  }
  return "";
}

std::string problem_at(const H5::Group& root, const char* name, const H5L_info_t& link) {
  if (link.type != H5L_TYPE_HARD) return std::string(name) + " is a link to another part, which is not followed";
  H5O_info_t object{};
  if (H5Oget_info_by_name2(root.getId(), name, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ||
      object.type != H5O_TYPE_DATASET)
    return "";
  return outside(root.openDataSet(name), name);
}

struct Visit {
  const H5::Group& root;
  std::string problem;
};

}  // namespace

void check_all_is_inside(const H5::H5File& file) {
  H5PLset_loading_state(0);
  const H5::Group root = file.openGroup("/");
  Visit visit{root, ""};
  // Nothing may be thrown through the library. What cannot be read is left to whoever reads it.
  const auto look = [](hid_t, const char* name, const H5L_info_t* link, void* context) -> herr_t {
    auto& into = *static_cast<Visit*>(context);
    try {
      into.problem = problem_at(into.root, name, *link);
    } catch (const H5::Exception&) {
      return 0;
    } catch (const std::bad_alloc&) {
      return -1;
    }
    return into.problem.empty() ? 0 : 1;
  };
  if (H5Lvisit(root.getId(), H5_INDEX_NAME, H5_ITER_NATIVE, look, &visit) < 0)
    throw H5::GroupIException("H5Lvisit", "the members of the file cannot be listed");
  VALIDATE(visit.problem.empty(), visit.problem);
}

}  // namespace streetlight
