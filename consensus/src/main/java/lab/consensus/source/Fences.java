package lab.consensus.source;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Looks at a strategy's byte code for whatever would make it more than a function of what it is
 * shown: a clock, chance, I/O, threads, reflection, and anything that it could remember.
 *
 * <p>What it may use is a list ({@link AllowedCalls}). What it may keep is what cannot change:
 * fields are final, of plain values, enums, records of such, or lists, sets and maps that are made
 * by {@code of} or {@code copyOf} where they are kept.
 */
final class Fences {
    private static final Set<String> PLAIN =
            Set.of(
                    "java.lang.String",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.Short",
                    "java.lang.Byte",
                    "java.lang.Boolean",
                    "java.lang.Character",
                    "java.math.BigDecimal",
                    "java.math.BigInteger",
                    "java.math.MathContext",
                    "java.math.RoundingMode",
                    "java.util.OptionalInt",
                    "java.util.OptionalLong",
                    "java.util.OptionalDouble",
                    "lab.consensus.strategy.Decision",
                    "lab.consensus.strategy.Decision$Buy",
                    "lab.consensus.strategy.Decision$Sell",
                    "lab.consensus.strategy.Decision$Hold");

    private static final Set<String> COLLECTIONS =
            Set.of("java.util.List", "java.util.Set", "java.util.Map");

    private static final Set<String> COPIES = Set.of("of", "copyOf", "ofEntries");

    private static final String NO_STATE =
            "a strategy remembers nothing: what happened before is in its candles and its account";

    private final String fileName;
    private final String source;
    private final Map<String, ClassModel> own = new TreeMap<>();
    private final SortedMap<Integer, SortedSet<String>> found = new TreeMap<>();

    private Fences(String fileName, String source, Map<String, byte[]> classes) {
        this.fileName = fileName;
        this.source = source;
        classes.forEach((name, bytes) -> own.put(name, ClassFile.of().parse(bytes)));
    }

    /**
     * What is refused of these classes, a line each, in the order of the source.
     *
     * @param fileName that lines begin with
     */
    static List<String> refusals(String fileName, String source, Map<String, byte[]> classes) {
        var fences = new Fences(fileName, source, classes);
        fences.own.values().forEach(fences::look);
        List<String> lines = new ArrayList<>();
        fences.found.forEach((line, whys) ->
                whys.forEach(why -> lines.add("%s:%d: %s".formatted(fences.fileName, line, why))));
        return lines;
    }

    private void look(ClassModel type) {
        int line = lineOf("\\b(class|record|enum|interface)\\s+" + simpleName(type));
        type.superclass().ifPresent(it -> use(it.asSymbol(), line));
        type.interfaces().forEach(it -> use(it.asSymbol(), line));
        type.fields().forEach(field -> look(type, field));
        type.methods().forEach(method -> look(type, method));
    }

    private static String simpleName(ClassModel type) {
        String name = nameOf(type.thisClass().asSymbol());
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    private void look(ClassModel type, FieldModel field) {
        String name = field.fieldName().stringValue();
        int line = lineOf("\\b" + Pattern.quote(name) + "\\b\\s*[=;,)]");
        ClassDesc desc = field.fieldTypeSymbol();
        use(desc, line);
        if (field.flags().has(AccessFlag.SYNTHETIC)) {
            return; // $VALUES of an enum, this$0 of an inner class, $assertionsDisabled
        }
        if (!field.flags().has(AccessFlag.FINAL)) {
            refuse(line, "field %s: must be final; %s".formatted(name, NO_STATE));
        } else if (!isUnchangeable(desc, isRecord(type), new TreeSet<>())) {
            refuse(
                    line,
                    "field %s: must be of a type that cannot change, is a %s; %s"
                            .formatted(name, shortName(desc), NO_STATE));
        }
    }

    private static boolean isRecord(ClassModel type) {
        return type.findAttribute(Attributes.record()).isPresent();
    }

    /** What may lie in a field. A record's own lists are looked at where one is kept. */
    private boolean isUnchangeable(ClassDesc desc, boolean isOfRecord, Set<String> seen) {
        if (desc.isPrimitive()) {
            return true;
        }
        if (desc.isArray()) {
            return false;
        }
        String name = nameOf(desc);
        if (PLAIN.contains(name)
                || name.startsWith("java.time.")
                || name.startsWith("lab.domain.")) {
            return true;
        }
        if (COLLECTIONS.contains(name)) {
            return true; // how it is made is looked at where it is put there
        }
        ClassModel type = own.get(name);
        if (type == null || !seen.add(name)) {
            return type != null;
        }
        boolean isEnum = type.flags().has(AccessFlag.ENUM);
        boolean holdsCollection =
                type.fields().stream()
                        .anyMatch(it -> COLLECTIONS.contains(nameOf(it.fieldTypeSymbol())));
        return (isEnum || (isRecord(type) && (isOfRecord || !holdsCollection)))
                && type.fields().stream()
                        .filter(it -> !it.flags().has(AccessFlag.STATIC))
                        .allMatch(it -> isUnchangeable(it.fieldTypeSymbol(), isOfRecord, seen));
    }

    private void look(ClassModel type, MethodModel method) {
        String name = method.methodName().stringValue();
        int line = lineOf("\\b" + Pattern.quote(name) + "\\s*\\(");
        if (method.flags().has(AccessFlag.NATIVE)) {
            refuse(line, "method %s: must not be native".formatted(name));
        }
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            refuse(
                    line,
                    "method %s: must not be synchronized; a strategy has no threads"
                            .formatted(name));
        }
        use(method.methodTypeSymbol(), line);
        boolean isInitializer = name.equals("<clinit>") || name.equals("<init>");
        boolean isEnum = type.flags().has(AccessFlag.ENUM);
        method.code()
                .ifPresent(code ->
                        look(code.elementList(), line, isInitializer, isRecord(type), isEnum));
    }

    private void look(
            List<CodeElement> code,
            int first,
            boolean isInitializer,
            boolean isRecord,
            boolean isEnum) {
        int line = first;
        Optional<InvokeInstruction> before = Optional.empty();
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                line = number.line();
                continue;
            }
            switch (element) {
                case InvokeInstruction call -> {
                    ClassDesc owner = call.owner().asSymbol();
                    String name = call.name().stringValue();
                    use(owner, line);
                    if (!nameOf(owner).equals("java.lang.Enum") || !name.equals("valueOf")) {
                        use(call.typeSymbol(), line); // that one is what every enum has inside
                    }
                    call(owner, name, line);
                }
                case InvokeDynamicInstruction dynamic -> dynamic(dynamic, line);
                case FieldInstruction field -> {
                    use(field.owner().asSymbol(), line);
                    use(field.typeSymbol(), line);
                    put(field, before, isRecord, line);
                }
                case NewObjectInstruction made -> {
                    use(made.className().asSymbol(), line);
                    if (isInitializer) {
                        madeOnce(made.className().asSymbol(), line);
                    }
                }
                case NewReferenceArrayInstruction array -> {
                    use(array.componentType().asSymbol(), line);
                    if (isInitializer && !isEnum && array.componentType().asSymbol().isArray()) {
                        refuse(line, "array: must not be made before a decision; " + NO_STATE);
                    }
                }
                case NewPrimitiveArrayInstruction _ when isInitializer ->
                        refuse(line, "array: must not be made before a decision; " + NO_STATE);
                case NewMultiArrayInstruction _ when isInitializer ->
                        refuse(line, "array: must not be made before a decision; " + NO_STATE);
                case TypeCheckInstruction check -> use(check.type().asSymbol(), line);
                case ConstantInstruction constant -> constant(constant.constantValue(), line);
                case MonitorInstruction _ ->
                        refuse(line, "synchronized: a strategy has no threads");
                default -> {}
            }
            before =
                    element instanceof InvokeInstruction call
                            ? Optional.of(call)
                            : Optional.empty();
        }
    }

    /** What is made when a strategy is, lives as long as it does. */
    private void madeOnce(ClassDesc desc, int line) {
        String name = nameOf(desc);
        boolean isFine =
                own.containsKey(name)
                        || name.startsWith("java.math.")
                        || name.startsWith("lab.")
                        || name.endsWith("Exception")
                        || name.endsWith("Error");
        if (!isFine) {
            refuse(
                    line,
                    "%s: must not be made before a decision; %s"
                            .formatted(shortName(desc), NO_STATE));
        }
    }

    private void put(
            FieldInstruction field,
            Optional<InvokeInstruction> before,
            boolean isRecord,
            int line) {
        boolean isPut =
                switch (field.opcode()) {
                    case PUTFIELD, PUTSTATIC -> true;
                    default -> false;
                };
        boolean isOfRecord = isRecord && field.opcode() == Opcode.PUTFIELD;
        if (isPut
                && !isOfRecord
                && COLLECTIONS.contains(nameOf(field.typeSymbol()))
                && before.filter(Fences::isCopy).isEmpty()) {
            refuse(
                    line,
                    "field %s: must be made by %s.of or copyOf where it is kept; %s"
                            .formatted(
                                    field.name().stringValue(),
                                    shortName(field.typeSymbol()),
                                    NO_STATE));
        }
    }

    private static boolean isCopy(InvokeInstruction call) {
        return COLLECTIONS.contains(nameOf(call.owner().asSymbol()))
                && COPIES.contains(call.name().stringValue());
    }

    private void dynamic(InvokeDynamicInstruction dynamic, int line) {
        use(dynamic.typeSymbol(), line);
        handle(dynamic.bootstrapMethod(), line);
        dynamic.bootstrapArgs().forEach(it -> constant(it, line));
    }

    private void constant(ConstantDesc constant, int line) {
        switch (constant) {
            case DirectMethodHandleDesc handle -> handle(handle, line);
            case MethodTypeDesc type -> use(type, line);
            case DynamicConstantDesc<?> dynamic -> {
                handle(dynamic.bootstrapMethod(), line);
                dynamic.bootstrapArgsList().forEach(it -> constant(it, line));
            }
            case ClassDesc type -> use(type, line);
            default -> {}
        }
    }

    /** A method that is referred to is as good as called. */
    private void handle(DirectMethodHandleDesc handle, int line) {
        use(handle.owner(), line);
        call(handle.owner(), handle.methodName(), line);
    }

    private void call(ClassDesc owner, String method, int line) {
        String name = nameOf(owner);
        if (!own.containsKey(name)) {
            AllowedCalls.refusalOf(name, method)
                    .ifPresent(why ->
                            refuse(line, "%s.%s: %s".formatted(shortName(owner), method, why)));
        }
    }

    private void use(MethodTypeDesc type, int line) {
        use(type.returnType(), line);
        type.parameterList().forEach(it -> use(it, line));
    }

    private void use(ClassDesc desc, int line) {
        ClassDesc plain = desc;
        while (plain.isArray()) {
            plain = plain.componentType();
        }
        if (plain.isPrimitive() || own.containsKey(nameOf(plain))) {
            return;
        }
        String name = nameOf(plain);
        ClassDesc told = plain;
        AllowedCalls.refusalOf(name)
                .ifPresent(why -> refuse(line, "%s: %s".formatted(shortName(told), why)));
    }

    private void refuse(int line, String why) {
        found.computeIfAbsent(line, _ -> new TreeSet<>()).add(why);
    }

    private int lineOf(String pattern) {
        Pattern looked = Pattern.compile(pattern);
        List<String> lines = source.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (looked.matcher(lines.get(i)).find()) {
                return i + 1;
            }
        }
        return 1;
    }

    private static String nameOf(ClassDesc desc) {
        String folder = desc.packageName();
        return folder.isEmpty() ? desc.displayName() : folder + "." + binaryName(desc);
    }

    /** With a dollar between an outer and an inner name. */
    private static String binaryName(ClassDesc desc) {
        String text = desc.descriptorString();
        return text.substring(text.lastIndexOf('/') + 1, text.length() - 1);
    }

    private static String shortName(ClassDesc desc) {
        return desc.displayName().replace('$', '.');
    }
}
