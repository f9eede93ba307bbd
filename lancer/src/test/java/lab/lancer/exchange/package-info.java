@NullMarked
package lab.lancer.exchange;

import org.jspecify.annotations.NullMarked;
