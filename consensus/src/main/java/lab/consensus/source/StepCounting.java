package lab.consensus.source;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.consensus.strategy.Strategy;

/**
 * Puts the counting of {@link Steps} into classes: at the beginning and the end of each method,
 * before each jump back, and before each new array. What the classes do stays the same.
 */
final class StepCounting {
    private static final ClassDesc STEPS = ClassDesc.of(Steps.class.getName());
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final MethodTypeDesc NUMBER =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

    private StepCounting() {}

    /** The same classes, by their names, which count. */
    static SortedMap<String, byte[]> in(Map<String, byte[]> classes) {
        var own =
                ClassHierarchyResolver.ofResourceParsing(type -> {
                    byte[] bytes = classes.get(nameOf(type));
                    return bytes == null ? null : new ByteArrayInputStream(bytes);
                });
        var all =
                own.orElse(ClassHierarchyResolver.ofClassLoading(Strategy.class.getClassLoader()));
        var files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(all));
        ClassTransform counting =
                ClassTransform.transformingMethods((method, element) -> {
                    if (element instanceof CodeModel code) {
                        method.transformCode(code, new Counting(firstLine(code)));
                    } else {
                        method.with(element);
                    }
                });
        SortedMap<String, byte[]> counted = new TreeMap<>();
        classes.forEach((name, bytes) ->
                counted.put(name, files.transformClass(files.parse(bytes), counting)));
        return counted;
    }

    private static String nameOf(ClassDesc type) {
        String text = type.descriptorString();
        return text.substring(1, text.length() - 1).replace('/', '.');
    }

    /** What stands at the beginning of a method is told to be there. */
    private static Optional<Integer> firstLine(CodeModel code) {
        for (CodeElement element : code) {
            if (element instanceof LineNumber line) {
                return Optional.of(line.line());
            }
        }
        return Optional.empty();
    }

    /** Of one method. */
    private static final class Counting implements CodeTransform {
        private final Set<Label> passed = new HashSet<>();
        private final Optional<Integer> firstLine;

        Counting(Optional<Integer> firstLine) {
            this.firstLine = firstLine;
        }

        @Override
        public void atStart(CodeBuilder code) {
            firstLine.ifPresent(code::lineNumber);
            code.invokestatic(STEPS, "enter", NOTHING);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LabelTarget target -> passed.add(target.label());
                case BranchInstruction jump -> again(code, List.of(jump.target()));
                case TableSwitchInstruction jump -> again(code, targets(jump.cases()));
                case LookupSwitchInstruction jump -> again(code, targets(jump.cases()));
                case ReturnInstruction _ -> code.invokestatic(STEPS, "leave", NOTHING);
                case NewPrimitiveArrayInstruction _ -> many(code);
                case NewReferenceArrayInstruction _ -> many(code);
                default -> {}
            }
            code.with(element);
        }

        private static List<Label> targets(List<SwitchCase> cases) {
            return cases.stream().map(SwitchCase::target).toList();
        }

        private void again(CodeBuilder code, List<Label> targets) {
            if (targets.stream().anyMatch(passed::contains)) {
                code.invokestatic(STEPS, "again", NOTHING);
            }
        }

        private static void many(CodeBuilder code) {
            code.dup().invokestatic(STEPS, "many", NUMBER);
        }
    }
}
