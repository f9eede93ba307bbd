package lab.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "lab.console", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundaryTest {
    @ArchTest
    static final ArchRule of_the_lab_it_knows_the_words_and_the_kit =
            classes()
                    .that()
                    .resideInAPackage("lab..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(
                            "lab.iggy..",
                            "lab.topics..",
                            "lab.flink..",
                            "lab.poller..",
                            "lab.launcher..")
                    .because("modules meet in data: ask whoever runs the console to hand it in");

    @ArchTest
    static final ArchRule only_the_reader_knows_the_hot_tier =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("lab.console.hot")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.fluss..", "org.apache.flink..")
                    .because("the page has to work, and to be tested, without a pipeline");
}
