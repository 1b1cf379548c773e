/* System calls and process start on x86_64. */
#ifndef JRUN_ARCH_H
#define JRUN_ARCH_H

/* Hands the initial stack (argc, argv, envp) to start(). */
#define ARCH_START \
	".text\n" \
	".globl _start\n" \
	"_start:\n" \
	"	xor %ebp, %ebp\n" \
	"	mov %rsp, %rdi\n" \
	"	and $-16, %rsp\n" \
	"	call start\n"

#define ARCH_MACHINE 62 /* EM_X86_64 */

#define NR_read 0
#define NR_write 1
#define NR_close 3
#define NR_rt_sigaction 13
#define NR_rt_sigprocmask 14
#define NR_getpid 39
#define NR_socket 41
#define NR_connect 42
#define NR_sendmsg 46
#define NR_recvmsg 47
#define NR_socketpair 53
#define NR_getsockopt 55
#define NR_clone 56
#define NR_execve 59
#define NR_wait4 61
#define NR_fcntl 72
#define NR_geteuid 107
#define NR_getppid 110
#define NR_setsid 112
#define NR_prctl 157
#define NR_exit_group 231
#define NR_openat 257
#define NR_readlinkat 267
#define NR_ppoll 271
#define NR_dup3 292
#define NR_clone3 435
#define NR_close_range 436

static inline s64 syscall6(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
	register u64 r10 __asm__("r10") = d;
	register u64 r8 __asm__("r8") = e;
	register u64 r9 __asm__("r9") = f;
	s64 result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

#endif
