#pragma once
/// What is said in words of policies in worlds: who is better in how many, what decides it, on which assumptions it
/// hangs. Policies of which the same is to be said share a sentence.

#include <functional>
#include <string>
#include <vector>

#include "sim/report/robust_report.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

std::string policy_name(const RunSource& results, const PolicyInWorlds& policy);

/// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& names);

/// A line a sentence, after the names of the policies of which it is said: "Covert programme and Notice and register:
/// less in ...". `say` gives the sentence of a policy by its index; "" where nothing is to be said.
std::string lines_by_policy(const RunSource& results, const RobustColumn& found, const std::string& bullet,
                            const std::function<std::string(std::size_t)>& say);

/// "less than No programme in 431 of 500 worlds, more in 22, not to be told apart in 47."
std::string verdicts_text(const RunSource& results, const RobustColumn& found, std::size_t policy);
/// "harm.base (-0.55, 23 %).", and the box around the worlds with the rarer answer.
std::string deciders_text(const WorldParameters& parameters, const PolicyDeciders& deciders);
/// How the answer hangs on discrepancies and priors, for all policies; "" where nobody said which worlds they are.
std::string sensitivities_text(const RunSource& results, const WorldParameters& parameters, const RobustColumn& found,
                               TextForm form);
/// What would be worth measuring, over all policies of the column.
std::string measure_next_text(const WorldParameters& parameters, const RobustColumn& found, const std::string& unit);
/// How many combinations of parameters the published figures say something of; "" where it is not known.
std::string combinations_text(const SensitivityMatrix& matrix);
/// Which parameters the published figures inform. "trust (all 8)" stands for all of the keys that begin so.
std::string informed_text(const WorldParameters& parameters);

}  // namespace streetlight
