@NullMarked
package lab.topics.producer;

import org.jspecify.annotations.NullMarked;
