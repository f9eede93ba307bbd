package lab.flink.connector.iggy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

@AnalyzeClasses(packages = "lab.flink.connector.iggy", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NOTHING_OF_ITS_USERS =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            com.tngtech.archunit.base.DescribedPredicate.describe(
                                    "are of another module",
                                    type ->
                                            type.getPackageName().startsWith("lab.")
                                                    && !type.getPackageName()
                                                            .startsWith(
                                                                    "lab.flink.connector.iggy")))
                    .because("the connector is useful to anyone: pass in what it needs");

    @ArchTest
    static final ArchRule ONE_CLASS_KNOWS_THE_SDK =
            noClasses()
                    .that()
                    .haveNameNotMatching(".*\\.client\\.(IggyClient|IggyException)(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.iggy..")
                    .because("its next version has other types: go through IggyClient");

    @ArchTest
    static final ArchRule ONE_PACKAGE_KNOWS_NETTY =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("lab.flink.connector.iggy.client..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.netty..")
                    .because("buffers must not leave the package that releases them");

    @ArchTest
    static final ArchRule THE_CLIENT_KNOWS_NO_FLINK =
            noClasses()
                    .that()
                    .resideInAPackage("lab.flink.connector.iggy.client..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("org.apache.flink..")
                                    .and(resideOutsideOfPackage("org.apache.flink.annotation..")));

    @ArchTest
    static final ArchRule SAYS_WHAT_MAY_BE_RELIED_ON =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .arePublic()
                    .should()
                    .beAnnotatedWith(PublicEvolving.class)
                    .orShould()
                    .beAnnotatedWith(Internal.class);

    @ArchTest
    static final ArchRule SOURCE_AND_SINK_KNOW_NO_TABLES =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("lab.flink.connector.iggy.table")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink.table..");
}
