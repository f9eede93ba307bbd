@NullMarked
package lab.topics;

import org.jspecify.annotations.NullMarked;
