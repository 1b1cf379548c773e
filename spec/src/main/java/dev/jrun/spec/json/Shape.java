package dev.jrun.spec.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A record class as the members of a JSON object. */
final class Shape {
    private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>();

    private final Constructor<?> constructor;
    private final String[] names;
    private final Type[] types;
    private final Method[] accessors;

    private Shape(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] parameters = new Class<?>[components.length];
        names = new String[components.length];
        types = new Type[components.length];
        accessors = new Method[components.length];
        for (int i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
            names[i] = MemberNames.of(components[i].getName());
            types[i] = components[i].getGenericType();
            accessors[i] = components[i].getAccessor();
        }
        try {
            constructor = type.getDeclaredConstructor(parameters);
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

    Type type(int index) {
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
            return accessors[index].invoke(instance);
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

    /** What an absent member of a type is, or nothing where the member is required. */
    static Optional<Object> absent(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Optional.of(absentContainer(generic.getRawType()));
        }
        if (type == boolean.class) {
            return Optional.of(false);
        }
        if (type == int.class) {
            return Optional.of(0);
        }
        return type == long.class ? Optional.of(0L) : Optional.empty();
    }

    private static Object absentContainer(Type raw) {
        if (raw == Optional.class) {
            return Optional.empty();
        }
        return raw == List.class ? List.of() : Map.of();
    }
}
