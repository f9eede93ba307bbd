package lab.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;

/**
 * Which module may use which: modules meet in data, never in each other's classes, but for the few
 * that are shared words and tools.
 */
@AnalyzeClasses(packages = "lab", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
    private static final String DOMAIN = "lab.domain..";
    private static final String TOPICS = "lab.topics..";
    private static final String SERVICE_KIT = "lab.servicekit..";
    private static final String FILES = "lab.files..";
    private static final String COLD = "lab.cold..";
    private static final String CONNECTOR = "lab.flink.connector..";

    @ArchTest
    static final ArchRule the_domain_imports_the_jdk_alone =
            classes()
                    .that()
                    .resideInAPackage(DOMAIN)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "org.jspecify..", DOMAIN)
                    .because("all arrows point at the domain and none away from it");

    @ArchTest
    static final ArchRule durable_files_import_the_jdk_alone =
            classes()
                    .that()
                    .resideInAPackage(FILES)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "org.jspecify..", FILES)
                    .because("whoever keeps a file may import it, the broker too");

    /** Who does it by hand forgets one of the two forces. */
    @ArchTest
    static final ArchRule files_are_put_in_place_by_durable_files_alone =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(FILES)
                    .should()
                    .accessField(StandardCopyOption.class, "ATOMIC_MOVE")
                    .because("DurableFiles.write forces the bytes, and the folder after the move");

    @ArchTest static final ArchRule topics_know_the_domain = mayUse(TOPICS, DOMAIN);

    @ArchTest
    static final ArchRule the_service_kit_knows_the_domain = mayUse(SERVICE_KIT, DOMAIN, FILES);

    @ArchTest
    static final ArchRule the_broker_knows_durable_files_alone = mayUse("lab.iggy..", FILES);

    @ArchTest static final ArchRule the_connector_knows_nothing_of_ours = mayUse(CONNECTOR);

    @ArchTest
    static final ArchRule flink_sql_knows_words_topics_and_connector =
            mayUse("lab.flink.sql..", DOMAIN, TOPICS, CONNECTOR, FILES, COLD);

    @ArchTest
    static final ArchRule the_poller_knows_words_topics_and_service_kit =
            mayUse("lab.poller..", DOMAIN, TOPICS, SERVICE_KIT, FILES);

    @ArchTest
    static final ArchRule the_paper_desk_knows_words_topics_and_service_kit =
            mayUse("lab.consensus..", DOMAIN, TOPICS, SERVICE_KIT, FILES);

    /** The desk's rules and strategies are what it tests; a second desk would prove nothing. */
    @ArchTest
    static final ArchRule the_backtest_knows_words_topics_and_the_desk =
            mayUse(
                    "lab.backtest..",
                    DOMAIN,
                    TOPICS,
                    SERVICE_KIT,
                    FILES,
                    "lab.consensus.strategy..",
                    "lab.consensus.core..",
                    "lab.consensus.source..",
                    "lab.consensus.audit..",
                    COLD);

    /** It judges tables, and reads them as the audit does. */
    @ArchTest
    static final ArchRule the_quality_of_data_is_told_by_tables_alone =
            mayUse("lab.quality..", DOMAIN, SERVICE_KIT, "lab.consensus.audit.tiers..");

    @ArchTest
    static final ArchRule the_reader_of_the_cold_tier_knows_topics_and_files =
            mayUse(COLD, DOMAIN, TOPICS, FILES);

    /** A replay is a feed: it goes at a feed's speeds and waits for whom a feed waits for. */
    @ArchTest
    static final ArchRule a_replay_knows_the_cold_tier_and_what_holds_back_a_feed =
            mayUse(
                    "lab.replay..",
                    DOMAIN,
                    TOPICS,
                    SERVICE_KIT,
                    FILES,
                    COLD,
                    "lab.poller",
                    "lab.poller.feed");

    @ArchTest
    static final ArchRule the_analyst_knows_words_topics_and_service_kit =
            mayUse("lab.analyst..", DOMAIN, TOPICS, SERVICE_KIT, FILES);

    @ArchTest
    static final ArchRule the_pattern_service_knows_words_topics_and_service_kit =
            mayUse("lab.lancer..", DOMAIN, TOPICS, SERVICE_KIT, FILES);

    @ArchTest
    static final ArchRule the_rules_of_patterns_do_no_io =
            classes()
                    .that()
                    .resideInAPackage("lab.lancer.pattern..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java.lang..",
                            "java.util..",
                            "java.time..",
                            "org.jspecify..",
                            "org.apache.commons.statistics..",
                            "lab.lancer.pattern..")
                    .because("what a pattern is must not depend on where candles lie");

    @ArchTest
    static final ArchRule the_console_knows_words_and_service_kit =
            mayUse("lab.console..", DOMAIN, SERVICE_KIT);

    @ArchTest
    static final ArchRule the_console_reads_the_hot_tier_in_one_place =
            noClasses()
                    .that()
                    .resideInAPackage("lab.console..")
                    .and()
                    .resideOutsideOfPackage("lab.console.hot..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.fluss..", "org.apache.flink..")
                    .because("the page must not care where rows come from");

    /** But the connector: Flink makes its readers, and has no clock to hand in. */
    @ArchTest
    static final ArchRule nobody_asks_the_wall_clock =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(CONNECTOR)
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(LocalDateTime.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .because("time is handed in, as an InstantSource");

    @ArchTest
    static final ArchRule clocks_are_made_where_a_process_begins =
            noClasses()
                    .that(notMain())
                    .should()
                    .callMethod(InstantSource.class, "system")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .because("a part that makes its own clock cannot be tested with another");

    private static ArchRule mayUse(String module, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = module;
        System.arraycopy(others, 0, allowed, 1, others.length);
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("lab..")
                                .and(DescribedPredicate.not(resideInAnyPackage(allowed))))
                .because("modules meet in data; see the table in ARCHITECTURE.md");
    }

    private static DescribedPredicate<JavaClass> notMain() {
        return DescribedPredicate.describe(
                "without a main method",
                type -> type.getMethods().stream().noneMatch(it -> it.getName().equals("main")));
    }
}
