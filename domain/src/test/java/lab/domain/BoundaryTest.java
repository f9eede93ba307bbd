package lab.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "lab.domain", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundaryTest {
    @ArchTest
    static final ArchRule the_centre_is_pure =
            classes()
                    .that()
                    .resideInAPackage("lab.domain..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("lab.domain..", "java..", "org.jspecify..")
                    .because("all arrows point at the centre: move what needs a library outwards");
}
