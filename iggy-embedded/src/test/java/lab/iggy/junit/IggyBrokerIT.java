package lab.iggy.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.junit.IggyBroker.Lifetime;
import lab.iggy.junit.IggyBroker.Topic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test classes as JUnit would, and looks at the brokers that they were given. */
class IggyBrokerIT {
    private static final Map<String, Integer> PORTS = new ConcurrentHashMap<>();
    private static final ConcurrentLinkedQueue<EmbeddedBroker> METHODS =
            new ConcurrentLinkedQueue<>();

    @BeforeEach
    void forget() {
        PORTS.clear();
        METHODS.clear();
    }

    @IggyBroker(
            streams = "empty",
            topics = {
                @Topic(stream = "s", name = "a"),
                @Topic(stream = "s", name = "b", partitions = 3)
            })
    static class Shared {
        private final BrokerAddress inConstructor;

        Shared(BrokerAddress address) {
            inConstructor = address;
        }

        @BeforeAll
        static void before(BrokerAddress address) {
            PORTS.put("before all", address.port());
        }

        @Test
        void one(BrokerAddress address, EmbeddedBroker broker) {
            PORTS.put("one", address.port());
            assertThat(address).isEqualTo(inConstructor);
            assertThat(address.root()).isEqualTo(broker.root());
            assertThat(address.toString()).doesNotContain(address.password());
            assertThat(broker.port()).isEqualTo(address.port());
            assertThat(broker.stats()).returns(2, stats -> stats.streams());
            assertThat(broker.stats()).returns(2, stats -> stats.topics());
            assertThat(broker.stats()).returns(4, stats -> stats.partitions());
        }

        @Test
        void two(BrokerAddress address) {
            PORTS.put("two", address.port());
        }

        @AfterAll
        static void after(BrokerAddress address) throws IOException {
            try (var socket = connect(address.port())) {
                PORTS.put("after all", socket.getPort());
            }
        }
    }

    @Test
    void a_class_has_one_broker_until_its_end() {
        assertThat(problems(Shared.class)).isEmpty();
        assertThat(PORTS).containsOnlyKeys("before all", "one", "two", "after all");
        assertThat(new HashSet<>(PORTS.values())).hasSize(1);
        assertThat(PORTS.values()).noneMatch(IggyBrokerIT::listens);
    }

    @IggyBroker(lifetime = Lifetime.METHOD, topics = @Topic(stream = "s", name = "t"))
    static class Each {
        private final EmbeddedBroker inConstructor;

        Each(EmbeddedBroker broker) {
            inConstructor = broker;
        }

        @BeforeEach
        void before(EmbeddedBroker broker) throws IOException {
            broker.createTopic("s", "of this method", 1);
        }

        @RepeatedTest(2)
        void method(EmbeddedBroker broker, BrokerAddress address) {
            assertThat(broker).isSameAs(inConstructor);
            assertThat(broker.stats().topics()).isEqualTo(2);
            PORTS.put("port " + METHODS.size(), address.port());
            METHODS.add(broker);
        }

        @AfterEach
        void after(BrokerAddress address) {
            assertThat(listens(address.port())).isTrue();
        }
    }

    @Test
    void a_method_has_its_own_if_that_is_wanted() {
        assertThat(problems(Each.class)).isEmpty();
        assertThat(new HashSet<>(METHODS)).hasSize(2);
        assertThat(PORTS.values()).hasSize(2).noneMatch(IggyBrokerIT::listens);
    }

    @IggyBroker(streams = "outer")
    static class Around {
        @Test
        void outside(BrokerAddress address) {
            PORTS.put("outside", address.port());
        }

        @Nested
        class Sharing {
            @Test
            void inside(BrokerAddress address) {
                PORTS.put("sharing", address.port());
            }
        }

        @Nested
        @IggyBroker(streams = {"inner", "too"})
        class WithItsOwn {
            @Test
            void inside(EmbeddedBroker broker) {
                PORTS.put("its own", broker.port());
                assertThat(broker.stats().streams()).isEqualTo(2);
            }
        }

        @Nested
        @IggyBroker(lifetime = Lifetime.METHOD)
        class WithOneAMethod {
            @RepeatedTest(2)
            void inside(EmbeddedBroker broker) {
                PORTS.put("a method's " + METHODS.size(), broker.port());
                METHODS.add(broker);
                assertThat(broker.stats().streams()).isZero();
            }
        }
    }

    @Test
    void a_nested_class_shares_the_broker_around_it_unless_it_has_its_own() {
        assertThat(problems(Around.class)).isEmpty();
        assertThat(PORTS.get("sharing")).isEqualTo(PORTS.get("outside"));
        assertThat(PORTS.get("its own")).isNotEqualTo(PORTS.get("outside"));
        assertThat(new HashSet<>(METHODS)).hasSize(2);
        assertThat(PORTS.values()).noneMatch(IggyBrokerIT::listens);
    }

    static class Below extends Shared {
        Below(BrokerAddress address) {
            super(address);
        }
    }

    @Test
    void a_subclass_has_what_its_parent_declares() {
        assertThat(problems(Below.class)).isEmpty();
        assertThat(PORTS).containsKeys("one", "two");
    }

    @IggyBroker
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        private final BrokerAddress inConstructor;

        OneInstance(BrokerAddress address) {
            inConstructor = address;
        }

        @Test
        void same(BrokerAddress address) {
            PORTS.put("one instance", address.port());
            assertThat(address).isEqualTo(inConstructor);
        }
    }

    @Test
    void an_instance_for_all_methods_is_given_the_broker_of_all() {
        assertThat(problems(OneInstance.class)).isEmpty();
        assertThat(PORTS.values()).hasSize(1).noneMatch(IggyBrokerIT::listens);
    }

    private static final CountDownLatch BOTH = new CountDownLatch(4);

    private static void meet(String who, BrokerAddress address) throws InterruptedException {
        PORTS.put(who, address.port());
        BOTH.countDown();
        assertThat(BOTH.await(60, TimeUnit.SECONDS)).as("all four run at once").isTrue();
    }

    @IggyBroker(topics = @Topic(stream = "s", name = "t"))
    @Execution(ExecutionMode.CONCURRENT)
    static class Left {
        @Test
        void one(BrokerAddress address) throws InterruptedException {
            meet("left 1", address);
        }

        @Test
        void two(BrokerAddress address) throws InterruptedException {
            meet("left 2", address);
        }
    }

    @IggyBroker(topics = @Topic(stream = "s", name = "t"), lifetime = Lifetime.METHOD)
    @Execution(ExecutionMode.CONCURRENT)
    static class Right {
        @Test
        void one(BrokerAddress address) throws InterruptedException {
            meet("right 1", address);
        }

        @Test
        void two(BrokerAddress address) throws InterruptedException {
            meet("right 2", address);
        }
    }

    @Test
    void classes_and_methods_may_run_in_parallel() {
        assertThat(problems(Left.class, Right.class)).isEmpty();
        assertThat(PORTS.get("left 1")).isEqualTo(PORTS.get("left 2"));
        assertThat(new HashSet<>(PORTS.values())).hasSize(3);
        assertThat(PORTS.values()).noneMatch(IggyBrokerIT::listens);
    }

    @IggyBroker(topics = {@Topic(stream = "s", name = "t"), @Topic(stream = "s", name = "t")})
    static class Twice {
        @Test
        void never() {}
    }

    @IggyBroker(topics = @Topic(stream = "s", name = "t", partitions = 0))
    static class NoPartitions {
        @Test
        void never() {}
    }

    @IggyBroker(streams = "", lifetime = Lifetime.METHOD)
    static class NoName {
        @Test
        void never() {}
    }

    @Test
    void what_cannot_be_made_is_said_with_the_class_that_wants_it() throws IOException {
        List<Path> before = folders();

        assertThat(problems(Twice.class))
                .containsExactly(
                        "@IggyBroker of %s: no broker for it: topic: name is taken: t"
                                .formatted(Twice.class.getName()));
        assertThat(problems(NoPartitions.class))
                .containsExactly(
                        "@IggyBroker of %s: no broker for it: topic t: must have 1 to 1000 partitions, had 0"
                                .formatted(NoPartitions.class.getName()));
        assertThat(problems(NoName.class))
                .containsExactly(
                        "@IggyBroker of %s: no broker for it: stream: its name must have 1 to 255 bytes, had 0"
                                .formatted(NoName.class.getName()));
        assertThat(folders()).as("left behind").isEqualTo(before);
    }

    @IggyBroker(lifetime = Lifetime.METHOD)
    static class TooEarly {
        @BeforeAll
        static void before(BrokerAddress address) {}

        @Test
        void never() {}
    }

    @ExtendWith(IggyBrokerExtension.class)
    static class NotAnnotated {
        @Test
        void never(BrokerAddress address) {}
    }

    @Test
    void who_asks_for_a_broker_that_there_is_not_is_told_why() {
        assertThat(problems(TooEarly.class))
                .singleElement()
                .asString()
                .contains("each method has its own broker", "void " + TooEarly.class.getName());
        assertThat(problems(NotAnnotated.class))
                .singleElement()
                .asString()
                .contains(NotAnnotated.class.getName() + ": must be annotated with @IggyBroker");
    }

    /** What went wrong in them, and in what was around them. */
    private static List<String> problems(Class<?>... classes) {
        var summary = new SummaryGeneratingListener();
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(Stream.of(classes).map(type -> selectClass(type)).toList())
                        .configurationParameters(
                                Map.of(
                                        "junit.jupiter.execution.parallel.enabled", "true",
                                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism",
                                                "4"))
                        .build();
        LauncherFactory.create().execute(request, summary);
        TestExecutionSummary found = summary.getSummary();
        var problems = new ArrayList<String>();
        found.getFailures().forEach(failure -> problems.add(failure.getException().getMessage()));
        if (problems.isEmpty()) {
            assertThat(found.getTestsSucceededCount()).isPositive();
        }
        return problems;
    }

    private static boolean listens(int port) {
        try (var socket = connect(port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static List<Path> folders() throws IOException {
        try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith(TestBroker.FOLDER))
                    .sorted()
                    .toList();
        }
    }
}
