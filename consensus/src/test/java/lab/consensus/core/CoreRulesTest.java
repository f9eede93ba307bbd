package lab.consensus.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = "lab.consensus.core",
        importOptions = ImportOption.DoNotIncludeTests.class)
class CoreRulesTest {
    @ArchTest
    static final ArchRule the_core_knows_neither_bus_nor_json_nor_files =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "lab.consensus.core",
                            "lab.consensus.strategy",
                            "lab.domain..",
                            "java.lang",
                            "java.lang.runtime",
                            "java.lang.invoke",
                            "java.math",
                            "java.nio.charset",
                            "java.security",
                            "java.time..",
                            "java.util",
                            "java.util.function",
                            "java.util.stream",
                            "org.slf4j",
                            "org.jspecify.annotations")
                    .because("the past is run through the same code, where there is none of these");

    @ArchTest
    static final ArchRule the_core_has_no_clock_no_chance_and_no_threads =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.time\\.(Clock|InstantSource)")
                    .orShould()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.util\\.(Random|UUID|Timer|Scanner|Properties).*")
                    .orShould()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.lang\\.(Thread.*|Process.*|Runtime|System)")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .because("the same log has to bring the same requests, whenever it is read");
}
