package dev.jrun.spec.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.Config;
import dev.jrun.spec.State;
import dev.jrun.spec.features.Features;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberTypeTest {
    private final Set<Class<?>> seen = new HashSet<>();
    private int withContent;

    @Test
    void theTypeOfEachMemberIsWhatReflectionTells() {
        for (Class<?> document : Set.of(Config.class, State.class, Features.class)) {
            compareMembersOf(document);
        }

        assertThat(seen).hasSizeGreaterThan(40);
        assertThat(withContent).isGreaterThan(150);
    }

    private void compareMembersOf(Class<?> record) {
        if (!seen.add(record)) {
            return;
        }
        for (RecordComponent component : record.getRecordComponents()) {
            compare(MemberType.of(component), component.getGenericType());
        }
    }

    private void compare(MemberType type, Type told) {
        if (told instanceof ParameterizedType generic) {
            withContent++;
            Type[] arguments = generic.getActualTypeArguments();
            assertThat(type.plain()).isEqualTo(generic.getRawType());
            assertThat(type.content()).hasSize(1);
            compare(type.content().getFirst(), arguments[arguments.length - 1]);
            return;
        }
        assertThat(type).isEqualTo(MemberType.of((Class<?>) told));
        if (type.plain().isRecord()) {
            compareMembersOf(type.plain());
        }
    }
}
