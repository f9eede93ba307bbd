package lab.flink.sql;

import java.util.Set;
import org.apache.flink.util.SerializedThrowable;

/**
 * Failures that come again at each restart, however often a job is restarted in this JVM: a class,
 * a native library or an option of the JVM is missing, or the bus no longer has what the job must
 * read next.
 */
final class BeyondRestart {
    private static final int CAUSES_MAX = 50;

    /** Once may be an accident of a start or a stop; so many in a row are none. */
    private static final int RESTARTS_MIN = 3;

    private static final String BUS_LOSS = "lab.flink.connector.iggy.source.loss.DataLossException";

    private static final Set<String> TYPES =
            Set.of(
                    "java.lang.AbstractMethodError",
                    "java.lang.ClassFormatError",
                    "java.lang.ClassNotFoundException",
                    "java.lang.ExceptionInInitializerError",
                    "java.lang.IllegalAccessError",
                    "java.lang.IllegalAccessException",
                    "java.lang.IncompatibleClassChangeError",
                    "java.lang.NoClassDefFoundError",
                    "java.lang.NoSuchFieldError",
                    "java.lang.NoSuchMethodError",
                    "java.lang.UnsatisfiedLinkError",
                    "java.lang.UnsupportedClassVersionError",
                    "java.lang.VerifyError",
                    "java.lang.reflect.InaccessibleObjectException",
                    BUS_LOSS);

    private BeyondRestart() {}

    /** Whether a job that failed by this will do so again, after so many restarts. */
    static boolean is(Throwable failure, int restarts) {
        return restarts >= RESTARTS_MIN && isOf(TYPES, failure);
    }

    /** Whether a job failed as the bus lacks what it must read next. */
    static boolean isBusLoss(Throwable failure) {
        return isOf(Set.of(BUS_LOSS), failure);
    }

    private static boolean isOf(Set<String> types, Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            String type =
                    cause instanceof SerializedThrowable serialized
                            ? serialized.getOriginalErrorClassName()
                            : cause.getClass().getName();
            if (types.contains(type)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
