"""What this implementation leaves out of odd.md, refused by name rather than ignored."""

ONLY = {
    "authorities.adoption": 1.0, "authorities.start_window": 0, "authorities.adoption_order": "lot", "programme.preparation": 0, "network.kind": "neighbourhood",
    "predeployment.auc": 0.0, "programme.minimum_precision": 0.0, "regulator.hazard": 0.0, "monitoring.no_finding": 1.0,
    "monitoring.flag_ratio": 100.0, "population.deprivation.mean": 0.0, "population.deprivation.spread": 1.0, "population.places": "",
}
NOT = {"risk.learner": "boosted", "risk.correction": "group_thresholds"}
FIXED = ("linkage.false", "cost.", "risk.pooled", "risk.trained_on")  # a timeline may not change them here


def refuse_what_is_not_covered(experiment):
    """Raises SystemExit with every setting that would be ignored."""
    wrong = []
    for scenario in experiment.scenarios:
        for month in [-(10**6), *scenario.change_months()]:
            settings = scenario.settings(experiment.base, month)
            wrong += [f"{key} = {settings[key]}" for key, value in ONLY.items() if settings[key] != value]
            wrong += [f"{key} = {settings[key]}" for key, value in NOT.items() if settings[key] == value]
        for month, changes in scenario.timeline:
            wrong += [f"{key} changed in month {month}" for key in changes if key.startswith(FIXED)]
    if wrong:
        raise SystemExit("peer_numpy does not cover: " + "; ".join(sorted(set(wrong))))
