#pragma once
/// Every parameter of the targeting model, one struct a mechanism.

#include "models/targeting/casework/parameters.hpp"
#include "models/targeting/needs/parameters.hpp"
#include "models/targeting/outcomes/observer_parameters.hpp"
#include "models/targeting/policy/oversight_parameters.hpp"
#include "models/targeting/policy/parameters.hpp"
#include "models/targeting/population/parameters.hpp"
#include "models/targeting/records/parameters.hpp"
#include "models/targeting/risk/parameters.hpp"
#include "models/targeting/services/outreach_parameters.hpp"
#include "models/targeting/services/parameters.hpp"
#include "models/targeting/trust/parameters.hpp"
#include "sim/core/month.hpp"

namespace streetlight::targeting {

struct TargetingParameters {
  PopulationParameters population;
  PlacesParameters places;
  AuthorityParameters authorities;
  NetworkParameters network;
  NeedParameters need;
  HarmParameters harm;
  ServicesParameters services;
  DeterrenceParameters deterrence;
  ScrutinyParameters scrutiny;
  RecordsParameters records;
  LinkageParameters linkage;
  ConsentParameters consent;
  AccessParameters access;
  RiskParameters risk;
  ProgrammeParameters programme;
  ReviewParameters review;
  CaseworkParameters casework;
  SupportParameters support;
  ApproachParameters approach;
  TrustParameters trust;
  AwarenessParameters awareness;
  LicenceParameters licence;
  ScandalParameters scandal;
  CampaignParameters campaign;
  DialogueParameters dialogue;
  CostParameters cost;
  PredeploymentParameters predeployment;
  MonitoringParameters monitoring;
  RegulatorParameters regulator;
  BreachParameters breach;
  ReuseParameters reuse;
  AppealParameters appeals;
  OutreachParameters outreach;
  ObserverParameters observer;
  bool preparing = false;  ///< set by in_effect alone: the programme has not started, but training snapshots are due

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;

  /// What matters in `month`: before the programme starts (or while it is not enabled), every parameter of the
  /// programme and of what families think of it stands at its default, so that scenarios which differ only in
  /// their programmes share those months. From risk.horizon months before the start, what is needed to take
  /// the first training snapshot counts too.
  TargetingParameters in_effect(Month month) const;
  /// What can change this month's outcomes: training snapshots cannot before the programme starts.
  TargetingParameters observed_in_effect(Month month) const;

  bool programme_runs(Month month) const { return programme.enabled && month >= programme.start; }

  friend bool operator==(const TargetingParameters&, const TargetingParameters&) = default;

 private:
  TargetingParameters without_programme() const;
};

}  // namespace streetlight::targeting
