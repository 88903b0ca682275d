/// The tag of a C++ exception: what is thrown with it is the address of the object. In a file of its own, in which the
/// compiler does not name it too.
asm(R"(
	.globl	__cpp_exception
	.tagtype	__cpp_exception i32
__cpp_exception:
)");
