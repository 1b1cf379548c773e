/*
 * What engine and stub say to each other, one SOCK_SEQPACKET message at a time. Byte order is the machine's.
 *
 * IfChange: WireFormat.java mirrors every number here, and WireFormatTest compares the two.
 */
#ifndef JRUN_WIRE_H
#define JRUN_WIRE_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef short s16;
typedef int s32;
typedef long s64;

#define WIRE_VERSION 4
#define WIRE_MAGIC 0x6e75726a         /* "jrun" */
#define WIRE_MESSAGE_MAX 65536        /* bytes of a request or a reply */
#define WIRE_SLOTS 4096               /* results that later calls may use; they outlive a request */
#define WIRE_TOLERATED 4              /* errnos that one call tolerates */
#define WIRE_NOT_RUN (-0x7fffffffffffffffL - 1) /* the result of a call that was left out */

/* The first message of a stub on its channel. Behind it are the strings that it tells of, if both fit into a message. */
struct wire_hello {
	u32 magic;
	u32 version;
	s32 pid;      /* as the stub itself sees it */
	u32 argc;
	s32 channel;  /* the number of the channel's descriptor in the stub */
	u32 machine;  /* whose system call numbers it takes: the ELF machine, 62 for x86_64, 183 for aarch64 */
	u64 request;  /* address of the request buffer: where the next request will stand */
	u64 strings;  /* address of the process's argument strings, the environment's right behind them */
	u64 size;     /* bytes of both */
	u64 ignored;  /* the signals that are ignored: bit n stands for signal n + 1 */
	u64 build;    /* the sources that the stub was built from, as a number that others do not have */
};

/* One system call. The result is the kernel's: from -4095 to -1 it is an error. */
struct wire_call {
	u64 argument[6];
	u32 number;
	u16 slot;                      /* where the result goes */
	u16 channel;                   /* for a clone: the child's channel; 0 for any other call */
	u16 tolerated[WIRE_TOLERATED]; /* errnos that do not end the batch; 0 where there is none */
	u16 skip_on_success;           /* calls to leave out when this one succeeds */
	u16 skip_on_error;             /* calls to leave out when this one fails with a tolerated errno */
	u8 slots;                      /* bit i: argument i is the number of a slot whose value is meant */
	u8 unused[3];
};

/* Memory whose bytes the engine asks for, read after the batch has ended. */
struct wire_range {
	u64 address;
	u32 size;
	u32 call; /* 1 + the number of the call whose result tells how many of them are asked for; 0 where all are */
};

/* A request: this, then the calls, the ranges and the payload. Addresses in them are absolute. */
struct wire_request {
	u32 calls;
	u32 ranges;
};

/* A reply: one s64 result for each call, then the bytes of the ranges. */

#endif
