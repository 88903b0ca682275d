#!/usr/bin/env bash
# Wheels that bring their libraries along, for Linux systems of 2021 and later: run it in the project's folder, where Docker is.
# Not tried where it was written, since the image could not be fetched there.
set -euo pipefail
readonly image=quay.io/pypa/manylinux_2_34_x86_64
docker run --rm -v "$PWD:/project" -w /project "$image" bash -euc '
  dnf install -y ninja-build ccache hdf5-devel tbb-devel boost-devel eigen3-devel libicu-devel openssl-devel json-devel cli11-devel \
    fmt-devel zlib-devel tomlplusplus-devel random123-devel pybind11-devel
  for python in /opt/python/cp39-cp39 /opt/python/cp31*-cp31*/; do
    STREETLIGHT_WHEEL_BUILD=/tmp/build-$(basename "$python") "$python/bin/pip" wheel --no-deps -w /tmp/wheels .
  done
  for wheel in /tmp/wheels/*.whl; do auditwheel repair -w dist "$wheel"; done'
