package dev.jrun.runtime.ffi;

import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.Extent;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Syscall;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * libseccomp, which makes programs for the kernel's packet filter out of rules on system calls. Version 2.5 or later;
 * numbers go in and out as the library's header has them.
 */
public final class LibSeccomp {
    /** What the dynamic linker is asked for. */
    public static final String FILE_NAME = "libseccomp.so.2";

    private static final int SCMP_ERROR = -1;
    /** A filter has at most 4096 instructions of 8 bytes, and the library prepends none of its own. */
    private static final int PROGRAM_LIMIT = 4096 * 8;

    private final LocalExecutor executor;
    private final NativeFunction version;
    private final NativeFunction resolveArchitecture;
    private final NativeFunction resolveSyscall;
    private final NativeFunction resolveSyscallOn;
    private final NativeFunction init;
    private final NativeFunction release;
    private final NativeFunction addArchitecture;
    private final NativeFunction addRule;
    private final NativeFunction setAttribute;
    private final NativeFunction export;

    private LibSeccomp(Library library, LocalExecutor executor) {
        this.executor = executor;
        version = new NativeFunction(library, "seccomp_version", 0);
        resolveArchitecture = new NativeFunction(library, "seccomp_arch_resolve_name", 1);
        resolveSyscall = new NativeFunction(library, "seccomp_syscall_resolve_name", 1);
        resolveSyscallOn = new NativeFunction(library, "seccomp_syscall_resolve_name_arch", 2);
        init = new NativeFunction(library, "seccomp_init", 1);
        release = new NativeFunction(library, "seccomp_release", 1);
        addArchitecture = new NativeFunction(library, "seccomp_arch_add", 2);
        addRule = new NativeFunction(library, "seccomp_rule_add_array", 5);
        setAttribute = new NativeFunction(library, "seccomp_attr_set", 3);
        export = new NativeFunction(library, "seccomp_export_bpf", 2);
    }

    /** The library, if it is installed. */
    public static Optional<LibSeccomp> load() {
        return load(FILE_NAME);
    }

    static Optional<LibSeccomp> load(String fileName) {
        Library library = Library.getCachedInstance(fileName, Library.NOW | Library.LOCAL);
        return library == null ? Optional.empty() : Optional.of(new LibSeccomp(library, new LocalExecutor()));
    }

    /** {@code 2.5.4} */
    public String version() {
        long numbers = version.call();
        MemoryIO memory = MemoryIO.getInstance();
        return memory.getInt(numbers) + "." + memory.getInt(numbers + 4) + "." + memory.getInt(numbers + 8);
    }

    /** The token of an architecture, {@code x86_64}, if this version of the library knows it. */
    public OptionalInt architecture(String name) {
        int token = (int) callWithText(resolveArchitecture, name, 0);
        return token == 0 ? OptionalInt.empty() : OptionalInt.of(token);
    }

    /**
     * The number of a system call on this machine's architecture, if the library knows the name. One that exists on
     * other architectures only has a negative number of the library's own.
     */
    public OptionalInt syscall(String name) {
        return known((int) callWithText(resolveSyscall, name, 0));
    }

    /** The number of a system call on the architecture with that token. */
    public OptionalInt syscall(int architecture, String name) {
        return known((int) callWithText(resolveSyscallOn, name, architecture));
    }

    private static OptionalInt known(int number) {
        return number == SCMP_ERROR ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static long callWithText(NativeFunction function, String text, long first) {
        Arg region = Arg.text(text);
        try (NativeMemory memory = new NativeMemory(new Extent(region).bytes())) {
            memory.bytes().put(0, ((Arg.Memory) region).bytes());
            return first == 0 ? function.call(memory.address()) : function.call(first, memory.address());
        }
    }

    /** A filter for this machine's architecture that has no rules yet, and does {@code action} on all calls. */
    public Filter filter(int action) {
        long context = init.call(action);
        if (context == 0) {
            throw new IllegalArgumentException("libseccomp refuses the default action " + Integer.toHexString(action));
        }
        return new Filter(context);
    }

    /** A condition on an argument of a system call, struct scmp_arg_cmp. */
    public record Condition(int argument, int operator, long first, long second) {
        private static final int SIZE = 24;

        private static byte[] array(List<Condition> conditions) {
            var array = new Arg.Struct(SIZE * conditions.size());
            for (int i = 0; i < conditions.size(); i++) {
                Condition condition = conditions.get(i);
                array.int32(SIZE * i, condition.argument)
                        .int32(SIZE * i + 4, condition.operator)
                        .int64(SIZE * i + 8, condition.first)
                        .int64(SIZE * i + 16, condition.second);
            }
            return array.toBytes();
        }
    }

    /** A filter that grows. The numbers that its methods give are 0, or minus the errno. */
    public final class Filter implements AutoCloseable {
        /** SCMP_FLTATR_CTL_OPTIMIZE */
        public static final int OPTIMIZE = 8;

        private final long context;

        private Filter(long context) {
            this.context = context;
        }

        public int addArchitecture(int token) {
            return (int) addArchitecture.call(context, token);
        }

        public int setAttribute(int attribute, int value) {
            return (int) setAttribute.call(context, attribute, value);
        }

        /** Has the system call do {@code action} when all conditions hold. */
        public int addRule(int action, int syscall, List<Condition> conditions) {
            byte[] array = Condition.array(conditions);
            try (NativeMemory memory = new NativeMemory(array.length)) {
                memory.bytes().put(0, array);
                return (int) addRule.call(context, action, syscall, conditions.size(), memory.address());
            }
        }

        /** The program, an array of struct sock_filter. */
        public byte[] export() {
            Fd fd = executor.call("make room for a filter", new MemfdCreate("seccomp"));
            try {
                int error = (int) export.call(context, ((Fd.Number) fd).value());
                if (error != 0) {
                    throw new IllegalStateException("libseccomp can't compile the filter: error " + -error);
                }
                return executor.call("read the filter", new Pread64(fd, PROGRAM_LIMIT + 8));
            } finally {
                executor.call("close the filter", new Close(fd));
            }
        }

        @Override
        public void close() {
            release.call(context);
        }
    }

    /** pread64(2) from the start of the file. */
    private record Pread64(Fd fd, int size) implements Syscall<byte[]> {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PREAD64, fd.arg(), Arg.room(size), Arg.of(size), Arg.of(0));
        }

        @Override
        public byte[] lift(Reply reply) {
            return Arrays.copyOf(reply.outs().getFirst(), (int) reply.value());
        }
    }
}
