/** The messages of the bus as JSON: one strict codec a topic, and what it says of a bad one. */
@NullMarked
package lab.topics.codec;

import org.jspecify.annotations.NullMarked;
