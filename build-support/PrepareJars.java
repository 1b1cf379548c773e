import java.io.BufferedOutputStream;
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
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Copies jars to a folder, and on the way changes what an AOT cache of JDK 25 can't hold, for a faster start:
 *
 * <ul>
 *   <li>Class files of Java 5 (picocli's) become those of Java 8, with the stack maps that it asks for. A cache holds no
 *       class that has none.
 *   <li>Switches over types and enums become plain code. As javac leaves them, each makes a class when it first runs, and
 *       the first of all starts the JDK's class file writer.
 * </ul>
 *
 * <p>Usage: {@code java PrepareJars.java TARGET-FOLDER JAR…}
 */
final class PrepareJars {
    /** The first format with stack maps that must be right. */
    private static final int JAVA_8 = 52;

    private static final int OFFSET_OF_MAJOR_VERSION = 6;
    private static final ClassDesc SWITCH_BOOTSTRAPS = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
    private static final MethodTypeDesc EQUALS =
            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object);

    private final Path folder;
    private final ClassFile classFile;

    private PrepareJars(Path folder, List<Path> jars) throws IOException {
        this.folder = folder;
        this.classFile = classFileFor(jars);
    }

    public static void main(String[] arguments) throws IOException {
        List<Path> jars = Stream.of(arguments).skip(1).map(Path::of).toList();
        var preparation = new PrepareJars(Path.of(arguments[0]), jars);
        for (Path jar : jars) {
            preparation.copy(jar);
        }
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

    private void copy(Path source) throws IOException {
        Path target = folder.resolve(source.getFileName());
        boolean changed = false;
        try (JarFile jar = new JarFile(source.toFile());
                JarOutputStream out = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                byte[] prepared = entry.getName().endsWith(".class") ? prepare(content) : content;
                changed |= prepared != content;
                ZipEntry written = new ZipEntry(entry.getName());
                written.setTime(entry.getTime());
                out.putNextEntry(written);
                out.write(prepared);
                out.closeEntry();
            }
        }
        if (!changed) {
            Files.delete(target);
            Files.copy(source, target);
        }
    }

    /** The same array where there is nothing to change. */
    private byte[] prepare(byte[] content) {
        int version = (content[OFFSET_OF_MAJOR_VERSION] & 0xff) << 8 | content[OFFSET_OF_MAJOR_VERSION + 1] & 0xff;
        if (version < JAVA_8) {
            return lift(content);
        }
        // Older classes can't have such switches, and most new ones have none: a look at their text is enough.
        return version > JAVA_8 && mentionsSwitches(content) ? unfoldSwitches(content) : content;
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

    private static boolean mentionsSwitches(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1)
                .contains("java/lang/runtime/SwitchBootstraps");
    }

    private byte[] unfoldSwitches(byte[] content) {
        ClassModel model = classFile.parse(content);
        var switches = new Switches(model);
        return classFile.transformClass(
                model,
                ClassTransform.transformingMethodBodies(switches::replace)
                        .andThen(ClassTransform.endHandler(switches::addMethods)));
    }

    /** Puts a static method in place of each call site of {@code SwitchBootstraps}, with the same parameters and result. */
    private static final class Switches {
        private final ClassModel model;
        private final Map<InvokeDynamicEntry, InvokeDynamicInstruction> sites = new LinkedHashMap<>();

        Switches(ClassModel model) {
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
            return site.bootstrapMethod().owner().equals(SWITCH_BOOTSTRAPS)
                    && labels(site).stream().allMatch(l -> l instanceof ClassEntry || l instanceof StringEntry);
        }

        private static List<LoadableConstantEntry> labels(InvokeDynamicInstruction site) {
            return site.invokedynamic().bootstrap().arguments();
        }

        private static String nameOf(InvokeDynamicInstruction site) {
            return "switch$" + site.invokedynamic().index();
        }

        void addMethods(ClassBuilder builder) {
            int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
            for (InvokeDynamicInstruction site : sites.values()) {
                builder.withMethodBody(nameOf(site), site.typeSymbol(), flags, code -> writeTests(code, site));
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
}
