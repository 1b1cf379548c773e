package dev.jrun.runtime.terminal;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Fstatfs;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.util.Set;

/** The questions that tell whether a descriptor is of a file in a devpts, and of which: its path proves nothing. */
record DevptsFile(Slot status, Slot filesystem) {
    private static final long DEVPTS_SUPER_MAGIC = 0x1cd1;
    private static final int S_IFCHR = 0x2000;

    /** devpts gives its ptmx this inode, and no other file. */
    private static final long PTMX_INODE = 2;

    private static final long PTMX_MAJOR = 5;
    private static final long PTMX_MINOR = 2;
    private static final long PTS_MAJOR_FIRST = 136;
    private static final long PTS_MAJOR_LAST = 143;

    /** Adds the questions to {@code plan}. */
    static DevptsFile ask(Plan plan, String intent, Fd fd) {
        return new DevptsFile(plan.call(intent, statx(fd)), plan.call(intent, new Fstatfs(fd)));
    }

    boolean isPtmx(Outcome outcome) {
        FileStatus file = status(outcome);
        return isDevice(outcome)
                && file.inode() == PTMX_INODE
                && file.deviceMajor() == PTMX_MAJOR
                && file.deviceMinor() == PTMX_MINOR;
    }

    boolean isPeer(Outcome outcome) {
        long major = status(outcome).deviceMajor();
        return isDevice(outcome) && major >= PTS_MAJOR_FIRST && major <= PTS_MAJOR_LAST;
    }

    private boolean isDevice(Outcome outcome) {
        long magic = new Fstatfs(Fd.CWD).lift(reply(outcome, filesystem));
        return magic == DEVPTS_SUPER_MAGIC && status(outcome).type() == S_IFCHR;
    }

    private FileStatus status(Outcome outcome) {
        return statx(Fd.CWD).lift(reply(outcome, status));
    }

    private static Statx statx(Fd fd) {
        return new Statx(fd, "", Set.of(AtFlag.AT_EMPTY_PATH));
    }

    private static Reply reply(Outcome outcome, Slot slot) {
        return new Reply(outcome.value(slot), outcome.outs(slot));
    }
}
