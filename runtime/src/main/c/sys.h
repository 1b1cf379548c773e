/* The system calls that the launcher and the stub make for themselves. */
#ifndef JRUN_SYS_H
#define JRUN_SYS_H

#include "wire.h"

#if defined(__x86_64__)
#include "arch/x86_64.h"
#elif defined(__aarch64__)
#include "arch/aarch64.h"
#else
#error "jrun runs on x86_64 and aarch64"
#endif

#define ENOENT 2
#define EINTR 4
#define EBADF 9
#define EACCES 13
#define EPIPE 32
#define ECONNRESET 104
#define ERRNO_MAX 4095

#define AT_FDCWD (-100)
#define O_RDONLY 0
#define O_RDWR 2
#define O_NONBLOCK 04000
#define O_CLOEXEC 02000000

#define F_GETFD 1
#define F_SETFD 2
#define F_SETFL 4
#define F_DUPFD_CLOEXEC 1030

#define AF_UNIX 1
#define SOCK_SEQPACKET 5
#define SOCK_CLOEXEC O_CLOEXEC
#define SOCK_NONBLOCK O_NONBLOCK
#define SOL_SOCKET 1
#define SO_PEERCRED 17
#define POLLIN 1
#define MSG_TRUNC 0x20
#define MSG_NOSIGNAL 0x4000

#define SIGKILL 9
#define SIGCHLD 17
#define SIGNAL_MAX 64
#define SIG_SETMASK 2
#define SIG_IGN 1
#define PR_SET_PDEATHSIG 1

/* One piece of a message: the kernel's struct iovec. */
struct piece {
	u64 address;
	u64 size;
};

struct message {
	void *name;
	u32 name_size;
	struct piece *pieces;
	u64 count;
	void *control;
	u64 control_size;
	s32 flags;
};

/* The kernel's struct sockaddr_un. */
struct unix_address {
	u16 family;
	char path[108];
};

/* The kernel's struct ucred. */
struct credentials {
	s32 pid;
	u32 uid;
	u32 gid;
};

struct watched {
	s32 fd;
	s16 events;
	s16 ready;
};

static inline int failed(s64 result)
{
	return result < 0 && result >= -ERRNO_MAX;
}

static inline __attribute__((noreturn)) void sys_exit(int status)
{
	syscall6(NR_exit_group, (u64)status, 0, 0, 0, 0, 0);
	/* A seccomp filter has refused it. What a fault ends no filter can keep alive. */
	__builtin_trap();
}

static inline s64 sys_sendmsg(int fd, const struct message *message, int flags)
{
	return syscall6(NR_sendmsg, (u64)fd, (u64)message, (u64)flags, 0, 0, 0);
}

static inline s64 sys_recvmsg(int fd, struct message *message, int flags)
{
	return syscall6(NR_recvmsg, (u64)fd, (u64)message, (u64)flags, 0, 0, 0);
}

static inline int sys_getpid(void)
{
	return (int)syscall6(NR_getpid, 0, 0, 0, 0, 0, 0);
}

static inline int sys_getppid(void)
{
	return (int)syscall6(NR_getppid, 0, 0, 0, 0, 0, 0);
}

static inline int sys_open(const char *path, int flags)
{
	return (int)syscall6(NR_openat, (u64)AT_FDCWD, (u64)path, (u64)flags, 0, 0, 0);
}

static inline s64 sys_readlink(const char *path, char *buffer, u64 size)
{
	return syscall6(NR_readlinkat, (u64)AT_FDCWD, (u64)path, (u64)buffer, size, 0, 0);
}

static inline s64 sys_read(int fd, void *buffer, u64 size)
{
	return syscall6(NR_read, (u64)fd, (u64)buffer, size, 0, 0, 0);
}

static inline s64 sys_write(int fd, const void *buffer, u64 size)
{
	return syscall6(NR_write, (u64)fd, (u64)buffer, size, 0, 0, 0);
}

static inline int sys_close(int fd)
{
	return (int)syscall6(NR_close, (u64)fd, 0, 0, 0, 0, 0);
}

static inline int sys_close_from(int first)
{
	return (int)syscall6(NR_close_range, (u64)first, ~0u, 0, 0, 0, 0);
}

static inline int sys_dup3(int from, int to, int flags)
{
	return (int)syscall6(NR_dup3, (u64)from, (u64)to, (u64)flags, 0, 0, 0);
}

static inline int sys_fcntl(int fd, int command, u64 argument)
{
	return (int)syscall6(NR_fcntl, (u64)fd, (u64)command, argument, 0, 0, 0);
}

static inline int sys_socketpair(int ends[2])
{
	return (int)syscall6(NR_socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, (u64)ends, 0, 0);
}

static inline int sys_socket(int family, int type)
{
	return (int)syscall6(NR_socket, (u64)family, (u64)type, 0, 0, 0, 0);
}

static inline int sys_connect(int fd, const struct unix_address *address)
{
	return (int)syscall6(NR_connect, (u64)fd, (u64)address, sizeof(*address), 0, 0, 0);
}

static inline int sys_peer(int fd, struct credentials *peer)
{
	u32 size = sizeof(*peer);

	return (int)syscall6(NR_getsockopt, (u64)fd, SOL_SOCKET, SO_PEERCRED, (u64)peer, (u64)&size, 0);
}

/* How many of the descriptors are ready; 0 when none was for that many seconds. */
static inline int sys_poll(struct watched *watched, u64 count, s64 seconds)
{
	s64 limit[2] = {seconds, 0};

	return (int)syscall6(NR_ppoll, (u64)watched, count, (u64)limit, 0, 0, 0);
}

static inline u32 sys_geteuid(void)
{
	return (u32)syscall6(NR_geteuid, 0, 0, 0, 0, 0, 0);
}

/* The order of clone's later arguments differs between architectures; a fork has none of them. */
static inline int sys_fork(void)
{
	return (int)syscall6(NR_clone, SIGCHLD, 0, 0, 0, 0, 0);
}

static inline int sys_wait4(int pid, int *status)
{
	return (int)syscall6(NR_wait4, (u64)pid, (u64)status, 0, 0, 0, 0);
}

static inline int sys_execve(const char *path, char *const *argv, char *const *envp)
{
	return (int)syscall6(NR_execve, (u64)path, (u64)argv, (u64)envp, 0, 0, 0);
}

static inline int sys_setsid(void)
{
	return (int)syscall6(NR_setsid, 0, 0, 0, 0, 0, 0);
}

static inline int sys_prctl(int option, u64 argument)
{
	return (int)syscall6(NR_prctl, (u64)option, argument, 0, 0, 0, 0);
}

/* A kernel sigaction of zeros: the default action, no flags, an empty mask. */
static inline int sys_default_action(int signal)
{
	u64 action[4] = {0, 0, 0, 0};

	return (int)syscall6(NR_rt_sigaction, (u64)signal, (u64)action, 0, sizeof(u64), 0, 0);
}

static inline int sys_is_ignored(int signal)
{
	u64 action[4] = {0, 0, 0, 0};

	syscall6(NR_rt_sigaction, (u64)signal, 0, (u64)action, sizeof(u64), 0, 0);
	return action[0] == SIG_IGN;
}

static inline int sys_unblock_signals(void)
{
	u64 none = 0;

	return (int)syscall6(NR_rt_sigprocmask, SIG_SETMASK, (u64)&none, 0, sizeof(none), 0, 0);
}

#endif
