package lab.consensus.strategy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = "lab.consensus.strategy",
        importOptions = ImportOption.DoNotIncludeTests.class)
class StrategyRulesTest {
    @ArchTest
    static final ArchRule strategies_know_the_words_and_plain_values_alone =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "lab.consensus.strategy",
                            "lab.domain..",
                            "java.lang",
                            "java.lang.runtime",
                            "java.lang.invoke",
                            "java.math",
                            "java.time",
                            "java.util",
                            "java.util.function",
                            "java.util.stream",
                            "java.lang.annotation",
                            "org.ta4j.core..",
                            "org.jspecify.annotations")
                    .because(
                            "a strategy is a function of what it is shown; ta4j's formulas are functions");

    @ArchTest
    static final ArchRule strategies_have_no_clock_no_chance_and_no_threads =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.time.Clock")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.time.InstantSource")
                    .orShould()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.util\\.(Random|UUID|Timer|Scanner|Properties).*")
                    .orShould()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.lang\\.(Thread|Process|Runtime|System).*")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .because("the same view has to bring the same decision, whenever it is asked");

    @ArchTest
    static final ArchRule a_strategy_remembers_nothing =
            classes()
                    .that()
                    .implement(Strategy.class)
                    .should()
                    .haveOnlyFinalFields()
                    .because("what happened before is in the candles and in its account");
}
