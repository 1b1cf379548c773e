import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes one jar of several, and on the way changes what an AOT cache of JDK 25 can't hold, for a faster start:
 *
 * <ul>
 *   <li>Class files of Java 5 (picocli's) become those of Java 8, with the stack maps that it asks for. A cache holds no
 *       class that has none.
 *   <li>Switches over types and enums, and the equals, hashCode and toString of records, become plain code. As javac
 *       leaves them, each makes classes when it first runs, and the first of all starts the JDK's class file writer.
 *   <li>What {@link LibraryChanges} names.
 * </ul>
 *
 * <p>Usage: {@code java PrepareJars.java TARGET JAR…}
 */
final class PrepareJars {
    /** The first format with stack maps that must be right. */
    private static final int JAVA_8 = 52;

    private static final int OFFSET_OF_MAJOR_VERSION = 6;
    private static final ClassDesc SWITCH_BOOTSTRAPS = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
    private static final ClassDesc OBJECT_METHODS = ClassDesc.of("java.lang.runtime.ObjectMethods");
    private static final MethodTypeDesc EQUALS =
            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object);

    private final ClassFile classFile;

    private PrepareJars(List<Path> jars) throws IOException {
        this.classFile = classFileFor(jars);
    }

    public static void main(String[] arguments) throws IOException {
        List<Path> jars = Stream.of(arguments).skip(1).map(Path::of).toList();
        var preparation = new PrepareJars(jars);
        var joined = new OneJar();
        for (Path jar : jars) {
            joined.add(jar);
        }
        joined.entries().replaceAll(preparation::prepare);
        joined.write(Path.of(arguments[0]));
    }

    /** Stack maps need to know what extends what, in whichever jar that is. */
    private static ClassFile classFileFor(List<Path> jars) throws IOException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        ClassLoader loader = new URLClassLoader(urls);
        return ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(loader).cached()));
    }

    private byte[] prepare(String name, byte[] content) {
        if (!name.endsWith(".class")) {
            return content;
        }
        String className = name.substring(0, name.length() - ".class".length());
        int version = (content[OFFSET_OF_MAJOR_VERSION] & 0xff) << 8 | content[OFFSET_OF_MAJOR_VERSION + 1] & 0xff;
        if (version < JAVA_8) {
            return lift(content);
        }
        if (LibraryChanges.concern(className)) {
            return LibraryChanges.apply(classFile, className, content);
        }
        // A look at the text spares most classes to be taken apart.
        return version > JAVA_8 && canBeUnfolded(content) ? unfold(content) : content;
    }

    private byte[] lift(byte[] content) {
        ClassModel model = classFile.parse(content);
        ClassTransform newerVersion = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(JAVA_8, 0);
            } else {
                builder.with(element);
            }
        };
        // A method whose code is not taken apart would be copied as it is, without stack maps.
        ClassTransform rebuiltCode = ClassTransform.transformingMethodBodies(CodeBuilder::with);
        return classFile.transformClass(model, newerVersion.andThen(rebuiltCode));
    }

    private static boolean canBeUnfolded(byte[] content) {
        return mentions(content, "java/lang/runtime/SwitchBootstraps") || mentions(content, "java/lang/runtime/ObjectMethods");
    }

    private static boolean mentions(byte[] content, String... names) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return Stream.of(names).allMatch(text::contains);
    }

    private byte[] unfold(byte[] content) {
        ClassModel model = classFile.parse(content);
        var sites = new CallSites(model);
        return classFile.transformClass(
                model,
                ClassTransform.transformingMethodBodies(sites::replace)
                        .andThen(ClassTransform.endHandler(sites::addMethods)));
    }

    /** Puts a static method in place of each call site of {@code SwitchBootstraps} and {@code ObjectMethods}, with the same parameters and result. */
    private static final class CallSites {
        private final ClassModel model;
        private final Map<InvokeDynamicEntry, InvokeDynamicInstruction> sites = new LinkedHashMap<>();

        CallSites(ClassModel model) {
            this.model = model;
        }

        void replace(CodeBuilder code, CodeElement element) {
            if (!(element instanceof InvokeDynamicInstruction site) || !canUnfold(site)) {
                code.with(element);
                return;
            }
            // The class file API may go through a method twice.
            sites.put(site.invokedynamic(), site);
            boolean isInterface = model.flags().has(AccessFlag.INTERFACE);
            code.invokestatic(model.thisClass().asSymbol(), nameOf(site), site.typeSymbol(), isInterface);
        }

        private static boolean canUnfold(InvokeDynamicInstruction site) {
            ClassDesc owner = site.bootstrapMethod().owner();
            return owner.equals(OBJECT_METHODS) || owner.equals(SWITCH_BOOTSTRAPS)
                    && labels(site).stream().allMatch(l -> l instanceof ClassEntry || l instanceof StringEntry);
        }

        private static List<LoadableConstantEntry> labels(InvokeDynamicInstruction site) {
            return site.invokedynamic().bootstrap().arguments();
        }

        private static String nameOf(InvokeDynamicInstruction site) {
            return "unfolded$" + site.invokedynamic().index();
        }

        void addMethods(ClassBuilder builder) {
            int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
            for (InvokeDynamicInstruction site : sites.values()) {
                builder.withMethodBody(nameOf(site), site.typeSymbol(), flags, code -> writeBody(code, site));
            }
        }

        private static void writeBody(CodeBuilder code, InvokeDynamicInstruction site) {
            if (site.bootstrapMethod().owner().equals(SWITCH_BOOTSTRAPS)) {
                writeTests(code, site);
                return;
            }
            RecordMethods methods = RecordMethods.of(site);
            switch (site.name().stringValue()) {
                case "equals" -> methods.writeEquals(code);
                case "hashCode" -> methods.writeHashCode(code);
                case "toString" -> methods.writeToString(code);
                default -> throw new IllegalStateException("a record has no method " + site.name());
            }
        }

        /** Parameters: what is switched on, and the number of the label to begin with. Result: the label that fits. */
        private static void writeTests(CodeBuilder code, InvokeDynamicInstruction site) {
            boolean onEnum = site.bootstrapMethod().methodName().equals("enumSwitch");
            Label notNull = code.newLabel();
            code.aload(0).ifnonnull(notNull).iconst_m1().ireturn().labelBinding(notNull);
            List<LoadableConstantEntry> labels = labels(site);
            for (int i = 0; i < labels.size(); i++) {
                Label next = code.newLabel();
                code.iload(1).loadConstant(i).if_icmpgt(next);
                writeTest(code, labels.get(i), onEnum);
                code.ifeq(next).loadConstant(i).ireturn().labelBinding(next);
            }
            code.loadConstant(labels.size()).ireturn();
        }

        private static void writeTest(CodeBuilder code, LoadableConstantEntry label, boolean onEnum) {
            if (label instanceof ClassEntry type) {
                code.aload(0).instanceOf(type.asSymbol());
                return;
            }
            code.ldc(label).aload(0);
            if (onEnum) {
                MethodTypeDesc name = MethodTypeDesc.of(ConstantDescs.CD_String);
                code.checkcast(ConstantDescs.CD_Enum).invokevirtual(ConstantDescs.CD_Enum, "name", name);
            }
            code.invokevirtual(ConstantDescs.CD_String, "equals", EQUALS);
        }
    }

    /** Writes the methods of a record as {@code ObjectMethods} specifies them. */
    private record RecordMethods(ClassDesc type, String names, List<FieldRefEntry> fields) {
        private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
        private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");

        static RecordMethods of(InvokeDynamicInstruction site) {
            List<LoadableConstantEntry> arguments = site.invokedynamic().bootstrap().arguments();
            return new RecordMethods(
                    ((ClassEntry) arguments.get(0)).asSymbol(),
                    ((StringEntry) arguments.get(1)).stringValue(),
                    arguments.stream()
                            .skip(2)
                            .map(getter -> (FieldRefEntry) ((MethodHandleEntry) getter).reference())
                            .toList());
        }

        void writeEquals(CodeBuilder code) {
            Label sameType = code.newLabel();
            Label different = code.newLabel();
            code.aload(1).instanceOf(type).ifne(sameType).iconst_0().ireturn().labelBinding(sameType);
            for (FieldRefEntry field : fields) {
                code.aload(0).getfield(field).aload(1).checkcast(type).getfield(field);
                ClassDesc fieldType = field.typeSymbol();
                if (fieldType.isPrimitive()) {
                    MethodTypeDesc compare = MethodTypeDesc.of(ConstantDescs.CD_int, fieldType, fieldType);
                    code.invokestatic(boxOf(fieldType), "compare", compare).ifne(different);
                } else {
                    MethodTypeDesc equals = MethodTypeDesc.of(
                            ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object);
                    code.invokestatic(OBJECTS, "equals", equals).ifeq(different);
                }
            }
            code.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
        }

        void writeHashCode(CodeBuilder code) {
            code.iconst_0();
            for (FieldRefEntry field : fields) {
                ClassDesc fieldType = field.typeSymbol();
                ClassDesc owner = fieldType.isPrimitive() ? boxOf(fieldType) : OBJECTS;
                ClassDesc parameter = fieldType.isPrimitive() ? fieldType : ConstantDescs.CD_Object;
                code.bipush(31).imul().aload(0).getfield(field);
                code.invokestatic(owner, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, parameter))
                        .iadd();
            }
            code.ireturn();
        }

        void writeToString(CodeBuilder code) {
            String[] name = names.split(";");
            // No type of jrun has a $ in its own name.
            String simpleName = type.displayName().substring(type.displayName().lastIndexOf('$') + 1);
            code.new_(BUILDER).dup().invokespecial(BUILDER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
            append(code.loadConstant(simpleName + "["), ConstantDescs.CD_String);
            for (int i = 0; i < fields.size(); i++) {
                append(code.loadConstant((i == 0 ? "" : ", ") + name[i] + "="), ConstantDescs.CD_String);
                append(code.aload(0).getfield(fields.get(i)), appended(fields.get(i).typeSymbol()));
            }
            append(code.loadConstant("]"), ConstantDescs.CD_String);
            code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String))
                    .areturn();
        }

        private static void append(CodeBuilder code, ClassDesc what) {
            code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, what));
        }

        /** A StringBuilder has no append for byte and short. */
        private static ClassDesc appended(ClassDesc field) {
            if (!field.isPrimitive()) {
                return ConstantDescs.CD_Object;
            }
            return field.equals(ConstantDescs.CD_byte) || field.equals(ConstantDescs.CD_short)
                    ? ConstantDescs.CD_int
                    : field;
        }

        private static ClassDesc boxOf(ClassDesc primitive) {
            return switch (primitive.descriptorString().charAt(0)) {
                case 'Z' -> ConstantDescs.CD_Boolean;
                case 'B' -> ConstantDescs.CD_Byte;
                case 'C' -> ConstantDescs.CD_Character;
                case 'S' -> ConstantDescs.CD_Short;
                case 'I' -> ConstantDescs.CD_Integer;
                case 'J' -> ConstantDescs.CD_Long;
                case 'F' -> ConstantDescs.CD_Float;
                case 'D' -> ConstantDescs.CD_Double;
                default -> throw new IllegalArgumentException(primitive + " is not primitive");
            };
        }
    }
}
