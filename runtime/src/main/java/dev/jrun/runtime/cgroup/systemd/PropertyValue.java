package dev.jrun.runtime.cgroup.systemd;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A value with a type of D-Bus. */
public sealed interface PropertyValue {
    /** The type in the letters of the D-Bus specification. */
    String signature();

    /** {@code s}. */
    record Text(String text) implements PropertyValue {
        @Override
        public String signature() {
            return "s";
        }
    }

    /** {@code b}. */
    record Flag(boolean on) implements PropertyValue {
        @Override
        public String signature() {
            return "b";
        }
    }

    /** {@code d}. */
    record Decimal(double number) implements PropertyValue {
        @Override
        public String signature() {
            return "d";
        }
    }

    /** A whole number of the type {@code y n q i u x} or {@code t}, which it has to fit into. */
    record Whole(char type, BigInteger number) implements PropertyValue {
        private static final String TYPES = "ynqiuxt";
        private static final int[] BITS = {8, 16, 16, 32, 32, 64, 64};
        private static final String SIGNED = "nix";

        public Whole {
            int at = TYPES.indexOf(type);
            if (at < 0 || !fits(number, BITS[at], SIGNED.indexOf(type) >= 0)) {
                throw new IllegalArgumentException(number + " is no number of type " + type);
            }
        }

        static boolean isType(char type) {
            return TYPES.indexOf(type) >= 0;
        }

        private static boolean fits(BigInteger number, int bits, boolean signed) {
            return signed ? number.bitLength() < bits : number.signum() >= 0 && number.bitLength() <= bits;
        }

        @Override
        public String signature() {
            return String.valueOf(type);
        }
    }

    /** Values of one type. */
    record Array(String element, List<PropertyValue> values) implements PropertyValue {
        public Array {
            values = List.copyOf(values);
            for (PropertyValue value : values) {
                if (!value.signature().equals(element)) {
                    throw new IllegalArgumentException(
                            "an array of " + element + " can't have an element of type " + value.signature());
                }
            }
        }

        @Override
        public String signature() {
            return "a" + element;
        }
    }

    /** Values that belong together. */
    record Struct(List<PropertyValue> values) implements PropertyValue {
        public Struct {
            values = List.copyOf(values);
        }

        @Override
        public String signature() {
            var signature = new StringBuilder("(");
            values.forEach(value -> signature.append(value.signature()));
            return signature.append(')').toString();
        }
    }

    /** The largest number of type {@code t}, which systemd takes for no limit. */
    static Whole infinity() {
        return new Whole('t', BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    }

    static Whole count(BigInteger number) {
        return new Whole('t', number);
    }

    /** A limit; a negative one is none. */
    static Whole limit(long number) {
        return number < 0 ? infinity() : count(BigInteger.valueOf(number));
    }

    static Array processes(List<Long> pids) {
        List<PropertyValue> values = new ArrayList<>();
        for (long pid : pids) {
            values.add(new Whole('u', BigInteger.valueOf(pid)));
        }
        return new Array("u", values);
    }

    static Array bytes(byte[] bytes) {
        List<PropertyValue> values = new ArrayList<>();
        for (byte one : bytes) {
            values.add(new Whole('y', BigInteger.valueOf(Byte.toUnsignedInt(one))));
        }
        return new Array("y", values);
    }
}
