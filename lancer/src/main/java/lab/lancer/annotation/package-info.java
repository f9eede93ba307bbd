/** Which matches are to be seen on charts, and their way onto the bus. */
@NullMarked
package lab.lancer.annotation;

import org.jspecify.annotations.NullMarked;
