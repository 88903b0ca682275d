/// C++ exceptions in WebAssembly for one thread, since Debian's runtime library is built without them. The compiler
/// throws and catches with the instructions of the exception-handling proposal; what remains is to find, in the table
/// that it wrote for each function, which catch clause takes an exception (Itanium C++ ABI, levels II and III).

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <typeinfo>

namespace __cxxabiv1 {

struct __cxa_exception;

/// The part of the ABI library's class that every std::type_info here is.
class __shim_type_info : public std::type_info {
 public:
  ~__shim_type_info() override;
  virtual void noop1() const;
  virtual void noop2() const;
  virtual bool can_catch(const __shim_type_info* thrown, void*& adjusted) const = 0;
};

}  // namespace __cxxabiv1

namespace {

using TypeInfo = __cxxabiv1::__shim_type_info;

/// What stands before each thrown object.
struct alignas(16) Thrown {
  const TypeInfo* type = nullptr;
  void* (*destroy)(void*) = nullptr;  ///< destructors return their object on this machine
  void* adjusted = nullptr;           ///< as the catch clause's type sees the object
  Thrown* below = nullptr;            ///< in the stack of caught ones
  int handlers = 0;                   ///< catch clauses that are at work with it
  int references = 0;                 ///< std::exception_ptr that hold it
  bool in_flight = false;             ///< thrown, and not caught yet

  void* object() { return this + 1; }
  static Thrown* of(void* object) { return static_cast<Thrown*>(object) - 1; }
};

Thrown* caught = nullptr;
unsigned in_flight = 0;  ///< exceptions that are thrown and not caught yet

[[noreturn]] void fly(Thrown& thrown) {
  if (!thrown.in_flight) ++in_flight;
  thrown.in_flight = true;
  __builtin_wasm_throw(0, thrown.object());
}

/// Ends the object where nobody has it any more.
void release(Thrown& thrown) {
  if (thrown.handlers > 0 || thrown.in_flight || thrown.references > 0) return;
  if (thrown.destroy != nullptr) thrown.destroy(thrown.object());
  std::free(&thrown);
}

/// Reads numbers of the table: seven bits a byte, the lowest first.
class TableReader {
 public:
  explicit TableReader(const std::uint8_t* at) : at_(at) {}

  const std::uint8_t* at() const { return at_; }
  std::uint8_t byte() { return *at_++; }
  std::uint32_t whole() { return number().value; }
  std::int32_t with_sign() {
    Number read = number();
    if (read.negative && read.bits < 32) read.value |= ~std::uint32_t{0} << read.bits;
    return static_cast<std::int32_t>(read.value);
  }

 private:
  struct Number {
    std::uint32_t value = 0;
    unsigned bits = 0;
    bool negative = false;  ///< where it has a sign: the highest bit that was written
  };
  Number number() {
    Number read;
    std::uint8_t part = 0;
    do {
      part = byte();
      read.value |= static_cast<std::uint32_t>(part & 0x7f) << read.bits;
      read.bits += 7;
    } while (part & 0x80);
    read.negative = (part & 0x40) != 0;
    return read;
  }

  const std::uint8_t* at_;
};

constexpr std::uint8_t omitted = 0xff;

/// The number of the catch clause at landing pad `pad` that takes the exception; 0 where none does.
std::uint32_t clause_for(Thrown& thrown, const std::uint8_t* table, std::uint32_t pad) {
  TableReader header(table);
  if (header.byte() != omitted) header.whole();
  const TypeInfo* const* types = nullptr;  // counted backwards from here
  if (header.byte() != omitted) {
    const std::uint32_t offset = header.whole();
    types = reinterpret_cast<const TypeInfo* const*>(header.at() + offset);
  }
  header.byte();  // how the call sites are written: as the reader reads them
  const std::uint32_t length = header.whole();
  const std::uint8_t* actions = header.at() + length;
  std::uint32_t action = 0;
  for (std::uint32_t i = 0; i <= pad; ++i) {
    header.whole();
    action = header.whole();
  }
  if (action == 0) return 0;  // only cleans up
  for (const std::uint8_t* at = actions + action - 1;;) {
    TableReader record(at);
    const std::int32_t clause = record.with_sign();
    if (clause < 0) std::terminate();  // an exception specification: nobody writes them any more
    if (clause > 0) {
      const TypeInfo* wanted = types[-clause];
      void* adjusted = thrown.object();
      if (wanted == nullptr || wanted->can_catch(thrown.type, adjusted)) {
        thrown.adjusted = adjusted;
        return static_cast<std::uint32_t>(clause);
      }
    }
    const std::uint8_t* next_from = record.at();
    const std::int32_t next = record.with_sign();
    if (next == 0) return 0;
    at = next_from + next;
  }
}

}  // namespace

extern "C" {

/// Filled by the compiler before it asks, read by it after.
struct LandingPadContext {
  std::uintptr_t pad;
  std::uintptr_t table;
  std::uintptr_t clause;
} __wasm_lpad_context;

int _Unwind_CallPersonality(void* object) {
  const auto* table = reinterpret_cast<const std::uint8_t*>(__wasm_lpad_context.table);
  __wasm_lpad_context.clause =
      table == nullptr ? 0
                       : clause_for(*Thrown::of(object), table, static_cast<std::uint32_t>(__wasm_lpad_context.pad));
  return 0;
}

void* __cxa_allocate_exception(std::size_t size) noexcept {
  void* place = std::aligned_alloc(alignof(Thrown), (sizeof(Thrown) + size + 15) / 16 * 16);
  if (place == nullptr) std::terminate();
  return (new (place) Thrown)->object();
}

void __cxa_free_exception(void* object) noexcept { std::free(Thrown::of(object)); }

[[noreturn]] void __cxa_throw(void* object, std::type_info* type, void* (*destroy)(void*)) {
  Thrown& thrown = *Thrown::of(object);
  thrown.type = static_cast<const TypeInfo*>(type);
  thrown.destroy = destroy;
  thrown.adjusted = object;
  fly(thrown);
}

/// What a thread keeps would be destroyed at its end: there is one thread, and it ends with the page.
int __cxa_thread_atexit(void (*)(void*), void*, void*) noexcept { return 0; }

void* __cxa_begin_catch(void* object) noexcept {
  Thrown& thrown = *Thrown::of(object);
  if (thrown.handlers++ == 0) {
    thrown.below = caught;
    caught = &thrown;
  }
  if (thrown.in_flight) --in_flight;
  thrown.in_flight = false;
  return thrown.adjusted;
}

void __cxa_end_catch() {
  Thrown* thrown = caught;
  if (thrown == nullptr || --thrown->handlers > 0) return;
  caught = thrown->below;
  release(*thrown);
}

[[noreturn]] void __cxa_rethrow() {
  if (caught == nullptr) std::terminate();
  fly(*caught);
}

/// What std::exception_ptr is made of (libc++'s, which asks for these).
void* __cxa_current_primary_exception() noexcept {
  if (caught == nullptr) return nullptr;
  ++caught->references;
  return caught->object();
}

void __cxa_increment_exception_refcount(void* object) noexcept {
  if (object != nullptr) ++Thrown::of(object)->references;
}

void __cxa_decrement_exception_refcount(void* object) noexcept {
  if (object != nullptr && --Thrown::of(object)->references == 0) release(*Thrown::of(object));
}

void __cxa_rethrow_primary_exception(void* object) {
  if (object != nullptr) fly(*Thrown::of(object));
}

unsigned __cxa_uncaught_exceptions() noexcept { return in_flight; }
bool __cxa_uncaught_exception() noexcept { return in_flight > 0; }

__cxxabiv1::__cxa_exception* __cxa_init_primary_exception(void* object, std::type_info* type,
                                                          void* (*destroy)(void*)) noexcept {
  Thrown& thrown = *Thrown::of(object);
  thrown.type = static_cast<const TypeInfo*>(type);
  thrown.destroy = destroy;
  thrown.adjusted = object;
  return reinterpret_cast<__cxxabiv1::__cxa_exception*>(&thrown);
}

void* __cxa_get_exception_ptr(void* object) noexcept { return Thrown::of(object)->adjusted; }

}  // extern "C"
