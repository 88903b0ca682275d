// How many processors a process may use, under each way to limit it.
#include "sim/experiment/processors.hpp"

#include <sched.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "sim/experiment/parallel.hpp"

using namespace streetlight;
namespace fs = std::filesystem;

namespace {

/// A folder that stands in for the root of a system, with the files that say what limits there are.
class Root {
 public:
  explicit Root(const std::string& groups) {
    std::string name = (fs::temp_directory_path() / "root-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
    file("proc/self/cgroup", groups);
  }
  ~Root() { fs::remove_all(path); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  Root& file(const std::string& name, const std::string& text) {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
    return *this;
  }

  fs::path path;
};

}  // namespace

TEST_CASE("A control group of version 2 limits the processors, its own limit or one around it") {
  Root own("0::/job/step\n");
  CHECK(std::isinf(processor_quota(own.path)));
  own.file("sys/fs/cgroup/job/step/cpu.max", "max 100000\n");
  CHECK(std::isinf(processor_quota(own.path)));
  own.file("sys/fs/cgroup/job/step/cpu.max", "250000 100000\n");
  CHECK(processor_quota(own.path) == 2.5);
  own.file("sys/fs/cgroup/job/cpu.max", "75000 50000\n");
  CHECK(processor_quota(own.path) == 1.5);

  // In a container the group's path is that of the machine outside, and the top states the container's limit
  Root container("0::/machine/container-17\n");
  container.file("sys/fs/cgroup/cpu.max", "50000 100000\n");
  CHECK(processor_quota(container.path) == 0.5);
}

TEST_CASE("A control group of version 1 does, alone or beside version 2") {
  const std::string groups = "7:memory:/job\n4:cpu,cpuacct:/job\n3:cpuset:/\n0::/user\n";
  Root root(groups);
  CHECK(std::isinf(processor_quota(root.path)));
  root.file("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n")
      .file("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  CHECK(std::isinf(processor_quota(root.path)));
  root.file("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "120000\n");
  CHECK(processor_quota(root.path) == 1.2);
  root.file("sys/fs/cgroup/unified/user/cpu.max", "90000 100000\n");
  CHECK(processor_quota(root.path) == 0.9);

  Root single("1:cpu:/\n");
  single.file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "300000\n").file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  CHECK(processor_quota(single.path) == 3);
}

TEST_CASE("What says nothing limits nothing") {
  for (const char* text : {"", "nonsense\n", "0:\n", "1:cpu\n", "0::\n"})
    CHECK(std::isinf(processor_quota(Root(text).path)));
  for (const char* text : {"", "max", "0 100000", "-5 100000", "100000", "100000 0", "many few"})
    CHECK(std::isinf(processor_quota(Root("0::/\n").file("sys/fs/cgroup/cpu.max", text).path)));
  CHECK(std::isinf(processor_quota("/nowhere/at/all")));
}

TEST_CASE("Threads follow the processors allowed and the quota rounded up, unless they are asked for") {
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  const auto all = allowed_processors();
  CHECK(all.size() == static_cast<std::size_t>(CPU_COUNT(&before)));
  CHECK(usable_processors("/nowhere/at/all") == all.size());

  Root root("0::/\n");
  CHECK(usable_processors(root.file("sys/fs/cgroup/cpu.max", "10000 100000").path) == 1);
  CHECK(usable_processors(root.file("sys/fs/cgroup/cpu.max", "110000 100000").path) ==
        std::min<std::size_t>(2, all.size()));
  CHECK(usable_processors(root.file("sys/fs/cgroup/cpu.max", "99900000 100000").path) == all.size());

  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(all.back(), &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(allowed_processors() == std::vector<int>{all.back()});
  CHECK(thread_count(0) == 1);
  CHECK(thread_count(3) == 3);
  REQUIRE(sched_setaffinity(0, sizeof before, &before) == 0);
}
