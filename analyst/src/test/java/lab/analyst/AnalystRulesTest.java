package lab.analyst;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;

/** What the pure packages stay free of, and where a library may be known. */
@AnalyzeClasses(packages = "lab.analyst", importOptions = ImportOption.DoNotIncludeTests.class)
class AnalystRulesTest {
    /** Also what a parser of strings declares to throw is in {@code java.io}. */
    private static final DescribedPredicate<JavaClass> READ_OR_WAIT =
            resideInAnyPackage(
                            "java.io..",
                            "java.nio.file..",
                            "java.net..",
                            "java.util.concurrent..",
                            "org.apache..",
                            "org.slf4j..",
                            "dev.langchain4j..")
                    .and(not(assignableTo(IOException.class)));

    @ArchTest
    static final ArchRule facts_checks_and_rules_do_nothing_but_reckon =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "lab.analyst.facts..", "lab.analyst.check..", "lab.analyst.rules..")
                    .should()
                    .dependOnClassesThat(READ_OR_WAIT)
                    .because("the same facts must have the same words, whenever and wherever");

    @ArchTest
    static final ArchRule the_model_is_known_in_one_place =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("lab.analyst.model..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.langchain4j..")
                    .because("whoever else may comment is no business of the cycle");

    @ArchTest
    static final ArchRule nobody_rolls_dice =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.Random")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                    .because("a replay must say the same");
}
