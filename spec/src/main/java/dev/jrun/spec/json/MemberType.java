package dev.jrun.spec.json;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;

/**
 * The type of a value.
 *
 * @param plain the type without its arguments
 * @param content what an Optional, a List or a Map from texts holds; nothing for all other types
 */
record MemberType(Class<?> plain, List<MemberType> content) {
    static MemberType of(Class<?> plain) {
        return new MemberType(plain, List.of());
    }

    /**
     * The type of a component, by its signature (section 4.7.9.1 of the JVM's specification). To have reflection take
     * that apart takes a third of the time in which a cold start reads a small document.
     */
    static MemberType of(RecordComponent component) {
        String signature = component.getGenericSignature();
        return signature == null ? of(component.getType()) : parse(signature);
    }

    private static MemberType parse(String signature) {
        int arguments = signature.indexOf('<');
        if (arguments < 0) {
            return of(load(signature.substring(1, signature.length() - 1)));
        }
        Class<?> plain = load(signature.substring(1, arguments));
        String content = signature.substring(arguments + 1, signature.length() - 2);
        if (plain == Map.class) {
            content = content.substring(content.indexOf(';') + 1);
        }
        return new MemberType(plain, List.of(parse(content)));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name.replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a record has a component of a class that is missing", e);
        }
    }
}
