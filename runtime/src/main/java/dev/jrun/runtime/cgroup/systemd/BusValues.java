package dev.jrun.runtime.cgroup.systemd;

import java.util.ArrayList;
import java.util.List;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;

/** Turns properties into the objects that dbus-java puts into messages. */
final class BusValues {
    private BusValues() {}

    /** As an argument of type {@code a(sv)}. */
    static Object[] properties(List<UnitProperty> properties) {
        List<Object[]> structs = new ArrayList<>();
        for (UnitProperty property : properties) {
            structs.add(new Object[] {property.name(), variant(property.value())});
        }
        return structs.toArray();
    }

    private static Variant<?> variant(PropertyValue value) {
        return new Variant<>(value(value), value.signature());
    }

    private static Object value(PropertyValue value) {
        return switch (value) {
            case PropertyValue.Text text -> text.text();
            case PropertyValue.Flag flag -> flag.on();
            case PropertyValue.Decimal decimal -> decimal.number();
            case PropertyValue.Whole whole -> whole(whole);
            case PropertyValue.Array array -> array.element().equals("y") ? bytes(array) : values(array.values());
            case PropertyValue.Struct struct -> values(struct.values()).toArray();
        };
    }

    private static List<Object> values(List<PropertyValue> values) {
        List<Object> objects = new ArrayList<>();
        for (PropertyValue value : values) {
            objects.add(value(value));
        }
        return objects;
    }

    private static byte[] bytes(PropertyValue.Array array) {
        byte[] bytes = new byte[array.values().size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ((Byte) value(array.values().get(i))).byteValue();
        }
        return bytes;
    }

    private static Object whole(PropertyValue.Whole whole) {
        return switch (whole.type()) {
            case 'y' -> whole.number().byteValue();
            case 'n' -> whole.number().shortValueExact();
            case 'q' -> new UInt16(whole.number().intValueExact());
            case 'i' -> whole.number().intValueExact();
            case 'u' -> new UInt32(whole.number().longValueExact());
            case 'x' -> whole.number().longValueExact();
            case 't' -> new UInt64(whole.number());
            default -> throw new IllegalStateException("a number of type " + whole.type());
        };
    }
}
