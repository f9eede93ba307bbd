/**
 * A broker for each test class, by an annotation. The only package of this module that needs JUnit,
 * which its user brings along.
 */
@NullMarked
package lab.iggy.junit;

import org.jspecify.annotations.NullMarked;
