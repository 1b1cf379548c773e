package dev.jrun.spec.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A record class as the members of a JSON object. */
final class Shape {
    private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>();

    private final Constructor<?> constructor;
    private final String[] names;
    private final Class<?>[] types;
    private final RecordComponent[] components;
    /** Those that somebody has asked for; several threads may put the same in. */
    private final MemberType[] wholeTypes;

    private Shape(Class<?> type) {
        components = type.getRecordComponents();
        names = new String[components.length];
        types = new Class<?>[components.length];
        wholeTypes = new MemberType[components.length];
        for (int i = 0; i < components.length; i++) {
            names[i] = MemberNames.of(components[i].getName());
            types[i] = components[i].getType();
        }
        try {
            constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
    }

    static Shape of(Class<?> type) {
        Shape known = KNOWN.get(type);
        if (known == null) {
            known = new Shape(type);
            KNOWN.put(type, known);
        }
        return known;
    }

    int size() {
        return names.length;
    }

    String name(int index) {
        return names[index];
    }

    /** The whole type. It is put together from text at the first call, so ask for members that are there only. */
    MemberType type(int index) {
        MemberType known = wholeTypes[index];
        if (known == null) {
            known = MemberType.of(components[index]);
            wholeTypes[index] = known;
        }
        return known;
    }

    /** The type without its arguments. */
    Class<?> plainType(int index) {
        return types[index];
    }

    /** The position of a member, or -1. */
    int indexOf(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    Object get(Object instance, int index) {
        try {
            return components[index].getAccessor().invoke(instance);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + names[index] + " of " + instance.getClass(), e);
        }
    }

    /** Calls the constructor; a value that it refuses is a {@link SpecException}. */
    Object create(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SpecException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot make " + constructor.getDeclaringClass(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + constructor.getDeclaringClass(), e);
        }
    }

    /** What a member is that is absent, or nothing where it is required. */
    Optional<Object> absent(int index) {
        Class<?> type = types[index];
        if (type == Optional.class) {
            return Optional.of(Optional.empty());
        }
        if (type == List.class) {
            return Optional.of(List.of());
        }
        if (type == Map.class) {
            return Optional.of(Map.of());
        }
        if (type == boolean.class) {
            return Optional.of(false);
        }
        if (type == int.class) {
            return Optional.of(0);
        }
        return type == long.class ? Optional.of(0L) : Optional.empty();
    }
}
