package lab.consensus.strategy;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A number or word of a strategy that may be set to something else, such as by {@code --set
 * fast=12}. It stands at a parameter of the strategy's constructor, or at a component of a record.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Parameter {
    /** What it is where nobody says anything. */
    String standard();

    /** What it means, for whoever sets it. */
    String tells();
}
