/** The pattern service: follows the warm tier, keeps the index, answers. */
@NullMarked
package lab.lancer;

import org.jspecify.annotations.NullMarked;
