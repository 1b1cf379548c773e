package dev.jrun.runtime.ffi;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * A function of libc or another library that takes integers and pointers. Each is passed as 64 bits: the calling
 * conventions of x86_64 and aarch64 put an int in the lower half of the same register. The first six are passed in
 * registers, where a function that takes fewer does not look, and cost the least.
 */
final class NativeFunction {
    static final int IN_REGISTERS = 6;

    private static final CallContext REGISTERS = context(IN_REGISTERS);

    private final CallContext context;
    private final long address;
    private final int parameters;

    /** A function of libc. */
    NativeFunction(String name, int parameters) {
        this(Library.getDefault(), name, parameters);
    }

    NativeFunction(Library library, String name, int parameters) {
        this.parameters = parameters;
        context = parameters > IN_REGISTERS ? context(parameters) : REGISTERS;
        address = library.getSymbolAddress(name);
        if (address == 0) {
            throw new IllegalStateException("the library has no function " + name);
        }
    }

    private static CallContext context(int parameters) {
        Type[] types = new Type[parameters];
        Arrays.fill(types, Type.SINT64);
        return new CallContext(Type.SINT64, types, CallingConvention.DEFAULT, true);
    }

    /** Calls the function; {@code arguments} may be longer than what it takes. */
    long call(long... arguments) {
        if (parameters > IN_REGISTERS) {
            return callWithStack(arguments);
        }
        return Invoker.getInstance()
                .invokeL6(
                        context,
                        address,
                        argument(arguments, 0),
                        argument(arguments, 1),
                        argument(arguments, 2),
                        argument(arguments, 3),
                        argument(arguments, 4),
                        argument(arguments, 5));
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }

    private long callWithStack(long[] arguments) {
        HeapInvocationBuffer buffer = new HeapInvocationBuffer(context);
        for (int i = 0; i < parameters; i++) {
            buffer.putLong(arguments[i]);
        }
        return Invoker.getInstance().invokeLong(context, address, buffer);
    }

    /** As {@link #call}, for a function that returns -1 and sets errno: gives minus the errno then. */
    long callForErrno(long[] arguments) {
        long result = call(arguments);
        return result == -1 ? -LastError.getInstance().get() : result;
    }
}
