package lab.launcher;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.TreeMap;

/** A stranger finds things by packages: they are small, and their arrows go one way. */
@AnalyzeClasses(packages = "lab", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
    private static final int TYPES_MAX = 20;

    @ArchTest
    static void a_package_has_at_most_twenty_types(JavaClasses classes) {
        Map<String, Integer> sizes = new TreeMap<>();
        classes.stream()
                .filter(type ->
                        type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> sizes.merge(type.getPackageName(), 1, Integer::sum));
        Map<String, Integer> tooLarge = new TreeMap<>();
        sizes.forEach((name, size) -> {
            if (size > TYPES_MAX) {
                tooLarge.put(name, size);
            }
        });
        assertThat(sizes).isNotEmpty();
        assertThat(tooLarge).as("packages with too many types").isEmpty();
    }

    @ArchTest
    static final ArchRule packages_know_one_another_one_way =
            slices().assignedFrom(byPackage()).should().beFreeOfCycles();

    private static SliceAssignment byPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith("lab.")
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "each package";
            }
        };
    }
}
