import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is changed in single classes of libraries, for a faster start or for the boot class path. */
final class LibraryChanges {
    private static final ClassDesc UNIX_SYSTEM = ClassDesc.of("com.sun.security.auth.module.UnixSystem");
    private static final ClassDesc CLASS_LOADER = ClassDesc.of("java.lang.ClassLoader");
    private static final ClassDesc PACKAGE = ClassDesc.of("java.lang.Package");
    private static final ClassDesc LOGGER = ClassDesc.of("java.util.logging.Logger");
    private static final List<ClassDesc> REGEX =
            List.of(ClassDesc.of("java.util.regex.Pattern"), ClassDesc.of("java.util.regex.Matcher"));
    private static final ClassDesc RUNTIME = ClassDesc.of("java.lang.Runtime");
    private static final ClassDesc RUNTIME_VERSION = ClassDesc.of("java.lang.Runtime$Version");
    private static final ClassDesc BIG_DECIMAL = ClassDesc.of("java.math.BigDecimal");
    private static final ClassDesc BIG_INTEGER = ClassDesc.of("java.math.BigInteger");
    private static final ClassDesc JFFI_VERSION = ClassDesc.of("com.kenai.jffi.Version");
    private static final ClassDesc JFFI_CLEANER = ClassDesc.of("com.kenai.jffi.internal.Cleaner");

    private static final Map<String, Supplier<CodeTransform>> CHANGES = Map.ofEntries(
            Map.entry(
                    "com/kenai/jffi/internal/StubLoader",
                    () -> new PlainVersion().andThen(LibraryChanges::leaveOutLogging)),
            Map.entry("com/kenai/jffi/Foreign", PlainVersion::new),
            Map.entry("com/kenai/jffi/Init", () -> LibraryChanges::nameOfPackage),
            Map.entry("com/kenai/jffi/CallContext", () -> LibraryChanges::keepForGood),
            Map.entry("com/kenai/jffi/Library", () -> LibraryChanges::keepForGood),
            Map.entry("com/kenai/jffi/Platform", () -> LibraryChanges::askForJavaVersion),
            Map.entry("org/freedesktop/dbus/connections/SASL", NoUnixSystem::new),
            Map.entry("org/freedesktop/dbus/connections/config/TransportConfig", () -> LibraryChanges::askSystemLoader),
            Map.entry(
                    "org/freedesktop/dbus/connections/transports/TransportBuilder",
                    () -> LibraryChanges::askSystemLoader),
            Map.entry("tools/jackson/core/base/ParserMinimalBase", NoDecimals::new),
            Map.entry("tools/jackson/core/base/ParserBase", () -> LibraryChanges::makeDecimal),
            Map.entry("tools/jackson/databind/util/TokenBuffer$Parser", () -> LibraryChanges::makeDecimal));

    private LibraryChanges() {}

    static boolean concern(String className) {
        return CHANGES.containsKey(className);
    }

    static byte[] apply(ClassFile classFile, String className, byte[] content) {
        ClassModel model = classFile.parse(content);
        CodeTransform inMethods = CodeTransform.ofStateful(CHANGES.get(className));
        ClassTransform change = ClassTransform.transformingMethodBodies(inMethods)
                // A reader that was forgotten shall not find a null.
                .andThen(ClassTransform.dropping(member ->
                        member instanceof FieldModel field && isRangeEnd(field.fieldName().stringValue())));
        byte[] changed = classFile.transformClass(model, change);
        // A newer library may do otherwise; then it has to be looked at again.
        if (describe(classFile.parse(changed)).equals(describe(model))) {
            throw new IllegalStateException(className + " has nothing of what was to be changed");
        }
        return changed;
    }

    /** Labels are other objects each time, so they don't count. */
    private static String describe(ClassModel model) {
        var text = new StringBuilder();
        for (MethodModel method : model.methods()) {
            for (CodeElement element : method.code().map(CodeModel::elementList).orElse(List.of())) {
                if (element instanceof Instruction instruction) {
                    text.append(instruction.opcode());
                }
                if (element instanceof ConstantInstruction constant) {
                    text.append(constant.constantValue());
                }
            }
        }
        return text.toString();
    }

    /** The first call of a logger reads a file and looks for services in all jars. */
    private static void leaveOutLogging(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call && call.name().equalsString("format")) {
            // The arguments of a message that nobody gets.
            code.pop();
        } else if (!(element instanceof InvokeInstruction call) || !call.owner().asSymbol().equals(LOGGER)) {
            code.with(element);
        } else if (call.opcode() == Opcode.INVOKESTATIC) {
            // getLogger(name)
            code.pop().aconst_null();
        } else {
            // finest(message)
            code.pop2();
        }
    }

    /**
     * jffi frees libraries and what describes the parameters of functions by a thread of its own, and makes sure by
     * reflection that it does so once. jrun has two of each, as long as its JVM lives.
     */
    private static void keepForGood(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction call)) {
            code.with(element);
        } else if (call.owner().asSymbol().equals(JFFI_CLEANER)) {
            // The pop of its result follows.
            code.pop();
        } else if (call.name().equalsString("newUpdater")) {
            code.pop2().aconst_null();
        } else {
            code.with(element);
        }
    }

    /** jffi takes the text of the version apart by a regular expression. */
    private static void askForJavaVersion(CodeBuilder code, CodeElement element) {
        String name = element instanceof InvokeInstruction call && REGEX.contains(call.owner().asSymbol())
                ? call.name().stringValue()
                : "";
        switch (name) {
            case "compile" -> code.pop().aconst_null();
            case "matcher" -> code.pop2().aconst_null();
            case "matches" -> code.pop().iconst_1();
            case "group" ->
                code.pop2()
                        .invokestatic(RUNTIME, "version", MethodTypeDesc.of(RUNTIME_VERSION))
                        .invokevirtual(RUNTIME_VERSION, "feature", MethodTypeDesc.of(ConstantDescs.CD_int))
                        .invokestatic(
                                ConstantDescs.CD_String,
                                "valueOf",
                                MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_int));
            default -> code.with(element);
        }
    }

    /**
     * dbus-java asks for the user's id, though jrun tells it one, by a class of a module that isn't seen from the boot
     * class path. The id that it gets instead is nobody's.
     */
    private static final class NoUnixSystem implements CodeTransform {
        private boolean afterNew;

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            boolean isCopy = afterNew && element instanceof StackInstruction;
            afterNew = element instanceof NewObjectInstruction made
                    && made.className().asSymbol().equals(UNIX_SYSTEM);
            if (element instanceof InvokeInstruction call && call.owner().asSymbol().equals(UNIX_SYSTEM)) {
                if (call.name().equalsString("getUid")) {
                    code.loadConstant(-1L);
                }
            } else if (!afterNew && !isCopy) {
                code.with(element);
            }
        }
    }

    /** Classes of the boot class path have no loader, which dbus-java would have as the key of a map. */
    private static void askSystemLoader(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call && call.name().equalsString("getClassLoader")) {
            MethodTypeDesc loader = MethodTypeDesc.of(CLASS_LOADER);
            code.pop().invokestatic(CLASS_LOADER, "getSystemClassLoader", loader);
        } else {
            code.with(element);
        }
    }

    /** To ask for a package has the jar opened and its manifest looked for. */
    private static void nameOfPackage(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction call) || !isOfPackage(call)) {
            code.with(element);
        } else if (call.name().equalsString("getName")) {
            // The class is still there, on which getPackage would have been called.
            code.invokevirtual(
                    ConstantDescs.CD_Class, "getPackageName", MethodTypeDesc.of(ConstantDescs.CD_String));
        }
    }

    private static boolean isOfPackage(InvokeInstruction call) {
        return call.name().equalsString("getPackage") || call.owner().asSymbol().equals(PACKAGE);
    }

    /** jffi finds its own version by reflection, on fields: the JDK does that by method handles. */
    private static final class PlainVersion implements CodeTransform {
        private String name = "";

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof ConstantInstruction constant && constant.constantValue() instanceof String text) {
                name = text;
            }
            if (element instanceof InvokeInstruction call && call.name().equalsString("getVersionField")) {
                code.pop().getstatic(JFFI_VERSION, name, ConstantDescs.CD_int);
            } else {
                code.with(element);
            }
        }
    }

    /**
     * Jackson keeps the ends of the ranges of int and long as BigDecimals, for numbers with a fraction. The first
     * BigDecimal of all has the JDK compute powers of five up to 5^65536. So nobody makes them, and who compares with
     * one makes it of the BigInteger that is there, too.
     */
    private static final class NoDecimals implements CodeTransform {
        private boolean making;

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            making |= element instanceof NewObjectInstruction made
                    && made.className().asSymbol().equals(BIG_DECIMAL);
            if (!making) {
                code.with(element);
            }
            making &= !(element instanceof FieldInstruction access && access.opcode() == Opcode.PUTSTATIC);
        }
    }

    private static void makeDecimal(CodeBuilder code, CodeElement element) {
        if (element instanceof FieldInstruction access && isRangeEnd(access.name().stringValue())) {
            String integer = access.name().stringValue().replace("BD_", "BI_");
            code.new_(BIG_DECIMAL).dup().getstatic(access.owner().asSymbol(), integer, BIG_INTEGER);
            code.invokespecial(
                    BIG_DECIMAL, ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, BIG_INTEGER));
        } else {
            code.with(element);
        }
    }

    private static boolean isRangeEnd(String field) {
        return field.matches("BD_(MIN|MAX)_(INT|LONG)");
    }
}
