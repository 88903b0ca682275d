"""The targeting model a second time, in NumPy, written from docs/odd.md without a look at the C++.

    cd bench && /usr/bin/python3 -m peer_numpy ../results/england.h5 -o peer.npz

It exists for two reasons: what two independent programs agree on is what the page says, and a fast program in the
ordinary tool of the trade shows what the C++ buys. One module a process; month.py has them in order.
"""
