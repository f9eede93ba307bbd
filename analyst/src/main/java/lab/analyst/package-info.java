/** Commentary on each pair: facts go to a language model, what it says is checked and kept. */
@NullMarked
package lab.analyst;

import org.jspecify.annotations.NullMarked;
