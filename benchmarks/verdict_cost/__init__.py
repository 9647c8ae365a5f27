"""How many model calls a settled verdict costs, beside a fixed sample as peers draw it.

Run by ``make bench-verdict``. The designs are a ladder, so that what each step gives is seen alone:

(a) as peers do: N chosen beforehand, each arm asked its own scenarios, answers sampled;
(b) both arms are asked the same scenarios;
(c) the answer's probability is read instead of one sampled answer;
(d) slices are asked evenly and kept apart, then also a control variate: regression on what is
    known of each scenario beforehand;
(e) (c) with slices apart, looked at as planned and stopped when settled;
and (a) stopped when settled, to see what stopping gives by itself.

The rule of the verdict is the product's own, alpha = 5 %, for all of them: "within" only if the
whole interval lies inside the tolerance and missed units could not change that, "exceeds" only if
it lies wholly outside. A run is settled when it reaches the right verdict.

*What a fixed design costs.* N90 is the smallest N with which nine runs in ten are settled, chosen
knowing the effect. That is more than any peer knows, and the best that a fixed design can do; it
favours the peers. All its runs cost N90, settled or not. (e) has one plan for all effects and
settings, and knows nothing; its runs cost what they used, and one that stays open or errs counts
as infinitely dear, so that it too has to settle nine runs in ten. The headline sets N90 of (a)
beside the median and the 90th percentile of (e): equal error, equal share of settled runs.
Harsher readings are printed beside it: N80, and N50, with which half of the peers' runs end with
nothing. Against these even a perfect plan must lose, because it does not know the effect.

*What a call is.* A sampled answer is one call. A weighed question is one call wherever an endpoint
reports likeliest first tokens (`isonomia.assess.models.openai`); our own engine makes one call for
each token that it has to force, which is one where options differ in their first token and the
other is among the likeliest. The headline counts two, one for each option; one is printed too, and
for the real model what the engine took.

*What is simulated* is described in `cases`; the scenarios of the real model are those of the
suites, drawn with replacement as if there were as many as needed.
"""
