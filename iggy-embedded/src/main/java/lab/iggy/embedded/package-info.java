/**
 * An Apache Iggy 0.8 broker in the JVM. {@link lab.iggy.embedded.EmbeddedBroker} is the way in; the
 * packages below this one are how it is made.
 */
@NullMarked
package lab.iggy.embedded;

import org.jspecify.annotations.NullMarked;
