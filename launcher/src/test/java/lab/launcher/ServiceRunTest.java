package lab.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import lab.launcher.directory.LabException;
import lab.launcher.service.ServicePart;
import lab.servicekit.Health;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceRunTest {
    private record Part(Optional<String> failure) implements ServicePart {
        @Override
        public Health health() {
            return new Health(InstantSource.system());
        }

        @Override
        public BooleanSupplier saidAll(BooleanSupplier hasMarket) {
            return () -> true;
        }

        @Override
        public void close() {}
    }

    @Test
    void a_service_that_has_failed_for_good_ends_with_the_reason() {
        var part = new Part(Optional.of("desk/desk.json is of format 9"));
        assertThatThrownBy(() -> ServiceRun.awaitEnd(part, "paper desk", new CountDownLatch(1)))
                .isInstanceOf(LabException.class)
                .hasMessage("paper desk: it must run, has failed; desk/desk.json is of format 9");
    }

    @Test
    void one_that_works_ends_when_it_is_asked_to() {
        assertThatCode(() ->
                        ServiceRun.awaitEnd(
                                new Part(Optional.empty()), "analyst", new CountDownLatch(0)))
                .doesNotThrowAnyException();
    }
}
