package lab.iggy.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import lab.iggy.embedded.EmbeddedBroker;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a broker of its own: on a free port of loopback, in a folder that is removed
 * behind it. Constructors, test methods and those for before and after may have a parameter of type
 * {@link BrokerAddress} or {@link EmbeddedBroker}.
 *
 * <p>Nested classes use the broker of the class around them unless they are annotated, too. Classes
 * and methods may run in parallel.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(IggyBrokerExtension.class)
public @interface IggyBroker {

    /** Streams to make, in this order, before the first test. */
    String[] streams() default {};

    /** Topics to make then, with their streams where there are none. */
    Topic[] topics() default {};

    /** Who shares a broker. */
    Lifetime lifetime() default Lifetime.CLASS;

    /** How long a broker lives. */
    enum Lifetime {
        /** All methods of the class share it, and what they leave there. */
        CLASS,

        /**
         * Each method has its own, and so has each round of a repeated or parameterized one. There
         * is none before all and after all of them.
         */
        METHOD
    }

    /** A topic that keeps everything. */
    @Documented
    @Target({})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Topic {
        String stream();

        String name();

        int partitions() default 1;
    }
}
