/* System calls and process start on aarch64. */
#ifndef JRUN_ARCH_H
#define JRUN_ARCH_H

/* Hands the initial stack (argc, argv, envp) to start(). */
#define ARCH_START \
	".text\n" \
	".globl _start\n" \
	"_start:\n" \
	"	mov x29, #0\n" \
	"	mov x30, #0\n" \
	"	mov x0, sp\n" \
	"	bl start\n"

#define ARCH_MACHINE 183 /* EM_AARCH64 */

#define NR_dup3 24
#define NR_fcntl 25
#define NR_openat 56
#define NR_close 57
#define NR_read 63
#define NR_write 64
#define NR_ppoll 73
#define NR_readlinkat 78
#define NR_exit_group 94
#define NR_rt_sigaction 134
#define NR_rt_sigprocmask 135
#define NR_setsid 157
#define NR_prctl 167
#define NR_getpid 172
#define NR_getppid 173
#define NR_geteuid 175
#define NR_socket 198
#define NR_socketpair 199
#define NR_connect 203
#define NR_getsockopt 209
#define NR_sendmsg 211
#define NR_recvmsg 212
#define NR_clone 220
#define NR_execve 221
#define NR_wait4 260
#define NR_clone3 435
#define NR_close_range 436

static inline s64 syscall6(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
	register u64 x8 __asm__("x8") = number;
	register u64 x0 __asm__("x0") = a;
	register u64 x1 __asm__("x1") = b;
	register u64 x2 __asm__("x2") = c;
	register u64 x3 __asm__("x3") = d;
	register u64 x4 __asm__("x4") = e;
	register u64 x5 __asm__("x5") = f;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return (s64)x0;
}

#endif
