package lab.launcher.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where log lines go: nowhere, until a lab has a data directory; then the lab's own to {@code
 * lab.log}, all of the engines' to {@code engines.log} and their warnings once more to {@code
 * warnings.log}, where they outlast what an engine says in an hour. None grows past a few files of
 * ten megabytes. The console belongs to the user.
 */
public final class Logs {
    private static final FileSize FILE_MAX = FileSize.valueOf("10MB");
    private static final int OLD_FILES_MAX = 4;
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level [%thread] %logger{36} %msg"
                    + " %kvp%n%ex{12}";

    private static final Logger log = LoggerFactory.getLogger(Logs.class);

    private Logs() {}

    /**
     * Called once, by whoever owns the process. A thread that dies of what it threw is told too.
     */
    public static void toFiles(Path folder) {
        Thread.setDefaultUncaughtExceptionHandler(Logs::threadDied);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(file(context, folder.resolve("engines.log")));
        RollingFileAppender<ILoggingEvent> warnings = file(context, folder.resolve("warnings.log"));
        var threshold = new ThresholdFilter();
        threshold.setLevel(Level.WARN.levelStr);
        threshold.start();
        warnings.addFilter(threshold);
        root.addAppender(warnings);
        ch.qos.logback.classic.Logger own = context.getLogger("lab");
        own.setLevel(Level.INFO);
        own.setAdditive(false);
        own.addAppender(file(context, folder.resolve("lab.log")));
    }

    /** All of it to one file, for a process that is one part of a lab. */
    public static void toFile(Path file) {
        Thread.setDefaultUncaughtExceptionHandler(Logs::threadDied);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(file(context, file));
    }

    static void threadDied(Thread thread, Throwable failure) {
        log.error("thread died of what nobody caught thread={}", thread.getName(), failure);
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path path) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(path.toString());
        var policy = new FixedWindowRollingPolicy();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(path + ".%i");
        policy.setMinIndex(1);
        policy.setMaxIndex(OLD_FILES_MAX);
        policy.start();
        var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        trigger.setContext(context);
        trigger.setMaxFileSize(FILE_MAX);
        trigger.start();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setRollingPolicy(policy);
        appender.setTriggeringPolicy(trigger);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
