#include "sim/io/hdf5_device.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <system_error>
#include <utility>

#include "sim/core/check.hpp"
#include "sim/io/whole_io.hpp"

namespace streetlight {

namespace {

/// What the property list carries.
struct Wish {
  int file;
};

struct Device {
  H5FD_t base{};  // first: the library knows a device by its address
  int file = -1;
  haddr_t allocated = 0;  // how much of the file the library has given away
  haddr_t size = 0;
  dev_t disk = 0;
  ino_t number = 0;
  bool write_failed = false;
};

int first_error = 0;

void note_error() {
  if (first_error == 0) first_error = errno;
}

Device& device(H5FD_t* file) { return *reinterpret_cast<Device*>(file); }
const Device& device(const H5FD_t* file) { return *reinterpret_cast<const Device*>(file); }

H5FD_t* open_device(const char*, unsigned flags, hid_t access, haddr_t) {
  const auto* wish = static_cast<const Wish*>(H5Pget_driver_info(access));
  if (wish == nullptr) return nullptr;
  const int file = ::fcntl(wish->file, F_DUPFD_CLOEXEC, 0);
  struct stat status {};
  if (file < 0 || ((flags & H5F_ACC_TRUNC) != 0 && ::ftruncate(file, 0) != 0) || ::fstat(file, &status) != 0) {
    note_error();
    if (file >= 0) ::close(file);
    return nullptr;
  }
  auto* opened = new Device;
  opened->file = file;
  opened->size = static_cast<haddr_t>(status.st_size);
  opened->disk = status.st_dev;
  opened->number = status.st_ino;
  return &opened->base;
}

herr_t close_device(H5FD_t* file) {
  if (::close(device(file).file) != 0) note_error();
  delete &device(file);
  return 0;
}

int compare(const H5FD_t* a, const H5FD_t* b) {
  const Device &one = device(a), &other = device(b);
  if (one.disk != other.disk) return one.disk < other.disk ? -1 : 1;
  return one.number == other.number ? 0 : one.number < other.number ? -1 : 1;
}

/// As the library's own driver for POSIX files: how it gathers small pieces decides where in the file things lie.
herr_t query(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr)
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t allocated(const H5FD_t* file, H5FD_mem_t) { return device(file).allocated; }
herr_t set_allocated(H5FD_t* file, H5FD_mem_t, haddr_t to) {
  device(file).allocated = to;
  return 0;
}
haddr_t size(const H5FD_t* file, H5FD_mem_t) { return device(file).size; }

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t bytes, void* into) {
  auto* to = static_cast<unsigned char*>(into);
  if (device(file).write_failed) return -1;  // what is there is not what the library believes it has written
  while (bytes > 0) {
    const ssize_t got = ::pread(device(file).file, to, bytes, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      note_error();
      return -1;
    }
    if (got == 0) {  // behind the end there are zeros
      std::memset(to, 0, bytes);
      return 0;
    }
    to += got;
    at += static_cast<haddr_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
  return 0;
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t bytes, const void* from) {
  Device& to = device(file);
  to.size = std::max<haddr_t>(to.size, at + bytes);
  if (!to.write_failed && !write_whole(to.file, from, bytes, at)) {
    note_error();
    to.write_failed = true;
  }
  return 0;
}

herr_t truncate(H5FD_t* file, hid_t, hbool_t) {
  Device& of = device(file);
  if (of.allocated == of.size) return 0;
  if (!of.write_failed && ::ftruncate(of.file, static_cast<off_t>(of.allocated)) != 0) {
    note_error();
    of.write_failed = true;
  }
  of.size = of.allocated;
  return 0;
}

/// The driver's number in the library; negative when it could not be made known.
hid_t driver() {
  static const H5FD_class_t description = [] {
    H5FD_class_t own{};
#ifdef H5FD_CLASS_VERSION  // from HDF5 1.14 on
    own.version = H5FD_CLASS_VERSION;
    own.value = static_cast<H5FD_class_value_t>(600);
#endif
    own.name = "streetlight";
    own.maxaddr = (haddr_t{1} << (8 * sizeof(off_t) - 1)) - 1;
    own.fc_degree = H5F_CLOSE_WEAK;
    own.fapl_size = sizeof(Wish);
    own.open = open_device;
    own.close = close_device;
    own.cmp = compare;
    own.query = query;
    own.get_eoa = allocated;
    own.set_eoa = set_allocated;
    own.get_eof = size;
    own.read = read;
    own.write = write;
    own.truncate = truncate;
    const H5FD_mem_t map[] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(map), std::end(map), own.fl_map);
    return own;
  }();
  static const hid_t number = H5FDregister(&description);
  return number;
}

}  // namespace

herr_t use_own_device(hid_t access, int file) {
  const Wish wish{file};
  return driver() < 0 ? -1 : H5Pset_driver(access, driver(), &wish);
}

int take_device_error() { return std::exchange(first_error, 0); }

void check_device(const std::filesystem::path& path) {
  if (const int reason = take_device_error())
    throw InvalidInput(path.string() + ": cannot be read: " + std::generic_category().message(reason) + ".");
}

}  // namespace streetlight
