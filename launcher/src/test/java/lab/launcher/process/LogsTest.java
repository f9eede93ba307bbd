package lab.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

class LogsTest {
    @TempDir private Path folder;

    @AfterEach
    void silence() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        SLF4JBridgeHandler.uninstall();
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    @Test
    void a_thread_that_dies_is_told_with_its_name_and_reason() throws Exception {
        Logs.toFiles(folder);
        Thread.ofPlatform()
                .name("lonely")
                .start(() -> {
                    throw new NoClassDefFoundError("lab/Gone");
                })
                .join();

        assertThat(folder.resolve("lab.log"))
                .content(StandardCharsets.UTF_8)
                .contains("thread died", "thread=lonely", "NoClassDefFoundError: lab/Gone");
    }

    @Test
    void the_engines_say_all_in_one_file_and_their_warnings_in_another() {
        Logs.toFiles(folder);
        Logger engine = LoggerFactory.getLogger("org.apache.flink.runtime.Engine");
        engine.debug("engine whispers");
        engine.info("engine runs");
        engine.warn("engine stutters");
        LoggerFactory.getLogger("lab.launcher.Part").info("part runs");

        assertThat(folder.resolve("engines.log"))
                .content(StandardCharsets.UTF_8)
                .contains("engine runs", "engine stutters")
                .doesNotContain("whispers", "part runs");
        assertThat(folder.resolve("warnings.log"))
                .content(StandardCharsets.UTF_8)
                .contains("engine stutters")
                .doesNotContain("engine runs");
        assertThat(folder.resolve("lab.log"))
                .content(StandardCharsets.UTF_8)
                .contains("part runs")
                .doesNotContain("engine");
    }
}
