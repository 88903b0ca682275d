"""One module a figure; every figure is a function from a panel to a matplotlib figure."""

from .attribution import attribution
from .awareness_and_licence import awareness_and_licence
from .columns_by_scenario import columns_by_scenario
from .curves_by_scenario import curves_by_scenario
from .deciding_box import deciding_box
from .deterred_and_unmet import deterred_and_unmet
from .differences import paired_dots
from .end_states import end_states
from .differences_over_time import differences_over_time
from .flag_ratio import flag_ratio
from .flags_by_decile import flags_by_decile
from .heat_maps import heat_maps
from .measure_next import measure_next
from .model_cards import model_cards
from .model_precision import model_precision, model_recall
from .morris import morris
from .neighbourhoods import neighbourhoods
from .prevalence_by_decile import prevalence_by_decile
from .regret_strips import regret_strips
from .response_curves import response_curves
from .sobol import sobol
from .single_runs import single_runs
from .trade_off import trade_off
from .trust_by_group import trust_by_group
from .trust_travels import trust_travels
from .visits import visits
from .win_shares import win_shares
from .worlds_parameters import worlds_pairs, worlds_parameters
from .worlds_targets import worlds_targets
from .worlds_waves import worlds_waves
